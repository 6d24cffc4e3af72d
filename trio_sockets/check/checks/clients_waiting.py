"""Checks of clients that have to wait, or wait in vain."""

from functools import partial

from trio_sockets.check.case import Check
from trio_sockets.check.client_judging import crashed, fails_badly, never_came
from trio_sockets.check.client_lab import ClientLab
from trio_sockets.check.client_talk import ClientTalk
from trio_sockets.check.ending import BUSY
from trio_sockets.check.judging import first_fault
from trio_sockets.check.target import START
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import PASSED, Finding, Verdict
from trio_sockets.check.words import say

SHARES = "shares of a processor"
"""The name of the fact: how busy the program was in each of its waits."""

CALM = 0.5
"""Seconds that a program may still be busy with its own start."""

WATCHED = 0.5
"""Seconds for which its use of the processor is measured."""

REFUSED = say("the connection was refused")


def waiting_checks(talk: ClientTalk, needs: str) -> list[Check[ClientLab]]:
    """Return them.

    :param needs: the check that shows that it sends something.
    """
    return [
        Check(
            id="client.23",
            title=say("while the server is silent, it waits without work"),
            teaches=say("recv() sleeps until something comes: waiting costs nothing."),
            section=talk.section,
            script=partial(_silence, talk=talk),
            judge=_is_calm,
            needs=(needs,),
        ),
        Check(
            id="client.24",
            title=say("it says that nobody listens"),
            teaches=say("connect() raises ConnectionRefusedError when there is no server."),
            section=talk.section,
            script=_refused,
            judge=_says_so,
            needs=("client.01",),
            seconds=START + 5,
        ),
    ]


async def _silence(lab: ClientLab, talk: ClientTalk) -> None:
    visit = await lab.visit(talk.responder(lab))
    shares: list[float] = []
    if talk.greets:
        await visit.settle(CALM)
        shares.append(await visit.run.busy(WATCHED))
    await visit.greet()
    await visit.hear()
    await visit.settle(CALM)
    shares.append(await visit.run.busy(WATCHED))
    lab.facts[SHARES] = tuple(shares)


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
        words=say("while it waits, it keeps a processor busy: {share:.0%} of it", share=busiest),
        look=say(
            "Is there a loop that asks again and again? Let recv() wait, without a timeout of 0."
        ),
    )


async def _refused(lab: ClientLab) -> None:
    lab.stop_listening()
    run = await lab.start()
    await run.ended(within=START)


def _says_so(transcript: Transcript) -> Finding:
    return first_fault(fails_badly(transcript, REFUSED))
