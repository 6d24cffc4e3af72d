"""Checks of clients that wait, perhaps in vain."""

from functools import partial

from trio_sockets.check.harness.client_harness import ClientHarness
from trio_sockets.check.harness.client_profile import ClientProfile
from trio_sockets.check.harness.starting import START
from trio_sockets.check.judging.clients import crashed, fails_badly, never_came
from trio_sockets.check.judging.servers import first_fault
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.exit_status import BUSY
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.check.programming.connecting import REFUSED
from trio_sockets.check.programming.receiving import RECV
from trio_sockets.words import say

SHARES = "shares of a processor"
"""Name of a transcript's fact: the processor share of the program in each wait."""

CALM = 0.5
"""Seconds in which a program may still be busy with its start."""

WATCHED = 0.5
"""Seconds for which its processor share is measured."""

WAS_REFUSED = say("the connection was refused")


def waiting_checks(profile: ClientProfile, needs: str) -> list[Check[ClientHarness]]:
    """Return the checks.

    :param needs: the id of the check that the client sends something.
    """
    return [
        Check(
            id="client.23",
            title=say("while the server is silent, it waits without using the processor"),
            teaches=say("A program that waits in {recv} sleeps: this costs nothing.", recv=RECV),
            section=profile.section,
            script=partial(_silence, profile=profile),
            judge=_is_calm,
            needs=(needs,),
        ),
        Check(
            id="client.24",
            title=say("it tells its user that no server listens"),
            teaches=say("Where no server listens, {refused}.", refused=REFUSED),
            section=profile.section,
            script=partial(_refused, profile=profile),
            judge=_says_so,
            needs=("client.01",),
        ),
    ]


async def _silence(harness: ClientHarness, profile: ClientProfile) -> None:
    visit = await harness.visit(profile.responder(harness))
    shares: list[float] = []
    if profile.greets:
        await visit.settle(CALM)
        shares.append(await visit.run.busy(WATCHED))
    await visit.greet()
    await visit.hear()
    await visit.settle(CALM)
    shares.append(await visit.run.busy(WATCHED))
    harness.facts[SHARES] = tuple(shares)


def _is_calm(transcript: Transcript) -> Finding:
    fault = never_came(transcript) or crashed(transcript)
    if fault is not None:
        return fault
    shares = transcript.facts.get(SHARES, ())
    busiest = max(shares, default=0.0) if isinstance(shares, tuple) else 0.0
    if busiest <= BUSY:
        return PASSED
    return Finding(
        verdict=Verdict.FAIL,
        words=say("while it waits, it uses {share:.0%} of a processor", share=busiest),
        look=say(
            "Is there a loop that polls? Wait in {recv}, without a timeout of 0.",
            recv=RECV,
        ),
    )


async def _refused(harness: ClientHarness, profile: ClientProfile) -> None:
    harness.stop_listening()
    run = await harness.start()
    await harness.type_ahead(run, profile.responder(harness))
    await run.ended(within=START, starts=True)


def _says_so(transcript: Transcript) -> Finding:
    return first_fault(fails_badly(transcript, WAS_REFUSED))
