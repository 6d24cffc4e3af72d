"""Checks of connections, which come first: the server serves one client after another."""

import contextlib
from functools import partial

from trio_sockets.check.checks.servers.restart import restart_check
from trio_sockets.check.checks.servers.serving import (
    LOOP_LOOK,
    answered,
    ask,
    ask_one_more,
    unanswered,
)
from trio_sockets.check.harness.opening import introduce
from trio_sockets.check.harness.programs.resources import processor_share_of
from trio_sockets.check.harness.recorded_stream import StopScript
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.service_profile import ServiceProfile
from trio_sockets.check.harness.wire import Wire
from trio_sockets.check.judging.recognising import end_at_visitors, missing_newlines
from trio_sockets.check.judging.servers import first_fault, not_connected
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.exit_status import BUSY
from trio_sockets.check.model.transcript import Ended, Reset, Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.programming.connecting import ACCEPT
from trio_sockets.check.programming.receiving import END
from trio_sockets.check.programming.sending import SEND_ALL
from trio_sockets.words import Words, say

_REST = 0.2
"""Seconds to watch an idle program."""

_ENDED = 1.0
"""Seconds to wait for a program to end by itself."""

VISITORS = 5


def basic_checks(profile: ServiceProfile) -> list[Check[ServerHarness]]:
    """Return the checks that all others of a service need."""
    return [
        Check(
            id="tcp.01",
            title=say("it listens and answers"),
            teaches=say("A server binds, listens and accepts; then it receives and sends."),
            section=profile.section,
            script=partial(_one, profile),
            judge=partial(
                _said_something,
                0,
                say("Is the reply sent at all, with {send_all}?", send_all=SEND_ALL),
            ),
        ),
        Check(
            id="tcp.02",
            title=say("a second client is served after the first"),
            teaches=say(
                "Each client comes by {accept}: the next one needs another.", accept=ACCEPT
            ),
            section=profile.section,
            script=partial(_in_turn, profile),
            judge=_both_served,
            needs=("tcp.01",),
            recognises=(end_at_visitors,),
        ),
    ]


def connection_checks(profile: ServiceProfile) -> list[Check[ServerHarness]]:
    """Return the other checks of connections."""
    return [
        Check(
            id="tcp.03",
            title=say("each request gets a reply, as long as the client stays"),
            teaches=say("A conversation is a loop: receive, answer, until the client has gone."),
            section=profile.section,
            script=partial(_two_requests, profile),
            judge=answered(
                profile,
                0,
                each=2,
                exactly=False,
                look=say("Is there a loop around receiving and answering?"),
            ),
            needs=("tcp.01", profile.first),
            several=True,
            recognises=(missing_newlines,),
        ),
        Check(
            id="tcp.04",
            title=say("clients that connect and leave at once do no harm"),
            teaches=say(
                "When the client has closed, {end}: that is the end, not a message.", end=END
            ),
            section=profile.section,
            script=partial(_visitors, profile),
            judge=partial(_rests, profile),
            needs=("tcp.02", "tcp.03"),
            recognises=(end_at_visitors,),
        ),
        restart_check(profile),
    ]


# --- 01, 02 ------------------------------------------------------------------------------------
async def _sign_of_life(profile: ServiceProfile, wire: Wire, number: int) -> None:
    """Make the server send something: first, in reply to a request, or after a half-close."""
    if wire.dialect.greets and await wire.hear() and not wire.dialect.mistakes.ends_at_visitors:
        return
    with contextlib.suppress(StopScript):  # it may still send something
        await introduce(wire)
    await wire.say(profile.exchange(wire.dialect, number, b"").request)
    if not await wire.hear():
        await wire.half_close()
        await wire.hear()


async def _one(profile: ServiceProfile, harness: ServerHarness) -> None:
    await _sign_of_life(profile, await harness.connect(), 0)


async def _in_turn(profile: ServiceProfile, harness: ServerHarness) -> None:
    harness.target.serves_again = True  # until a check shows otherwise
    try:
        for number in range(2):
            wire = await harness.connect()
            await _sign_of_life(profile, wire, number)
            await wire.leave()
    finally:
        heard = [conversation.received for conversation in harness.transcript().conversations]
        harness.target.serves_again = len(heard) > 1 and all(heard)
        if not harness.target.serves_again:
            harness.facts["exit code"] = await harness.ended(within=_ENDED)


def _said_something(place: int, look: Words, transcript: Transcript) -> Finding:
    fault = not_connected(transcript, place)
    if fault is not None:
        return fault
    conversation = transcript.conversations[place]
    if conversation.received:
        return first_fault()
    verdict = Verdict.FAIL
    match conversation.end:
        case Ended():
            words = say("the server closed the connection without sending anything")
        case Reset():
            words = say("the server reset the connection (RST) without sending anything")
        case _:
            verdict = Verdict.TIMEOUT
            words = say("the server accepted the connection, but never sent anything")
    return Finding(
        verdict=verdict,
        words=words,
        look=look,
        conversation=place,
        expected=say("a reply"),
        received=b"",
    )


def _both_served(transcript: Transcript) -> Finding:
    first = _said_something(0, LOOP_LOOK, transcript)
    if not first.verdict.good:
        return first
    if transcript.facts.get("exit code") == 0:
        return Finding(
            verdict=Verdict.FAIL,
            words=say(
                "the first client is served well, then the program ends, as the sheet's "
                "own does: the second client cannot connect"
            ),
            look=LOOP_LOOK,
            conversation=len(transcript.conversations) - 1,
            expected=say("a reply"),
            received=b"",
        )
    return _said_something(1, LOOP_LOOK, transcript)


# --- 03, 04, 05 --------------------------------------------------------------------------------
async def _two_requests(profile: ServiceProfile, harness: ServerHarness) -> None:
    harness.target.one_message = False  # until a check shows otherwise
    wire = await harness.connect()
    greeting = await ask(profile, wire, 0)
    try:
        await ask(profile, wire, 1, greeting)
    except StopScript:
        has_closed = wire.conversation().end is not None
        harness.target.one_message = has_closed and profile.service != "game"
        raise


async def _visitors(profile: ServiceProfile, harness: ServerHarness) -> None:
    for number in range(VISITORS):
        wire = await harness.connect()
        greeting = await profile.begin(wire)  # closing with unread bytes would send an RST
        if harness.dialect.mistakes.ends_at_visitors:
            await ask(profile, wire, number, greeting)
        await wire.leave()
    await ask_one_more(profile, harness)
    if harness.target.program is not None:
        harness.facts["busy"] = await _is_busy(harness.target.program.pid)


async def _is_busy(pid: int) -> bool:
    """Tell whether a program stays busy; a short burst of work does not count."""
    for _ in range(3):
        if await processor_share_of(pid, _REST) < BUSY:
            return False
    return True


def _rests(profile: ServiceProfile, transcript: Transcript) -> Finding:
    look = say("What happens when {end}? That is the time to leave the loop.", end=END)
    last = max(0, len(transcript.conversations) - 1)
    fault = unanswered(profile, transcript, last, look=look, exactly=False)
    if fault is not None:
        return fault
    if transcript.facts.get("busy"):
        return Finding(
            verdict=Verdict.FAIL,
            words=say("it keeps a processor busy although it has no requests"),
            look=look,
        )
    return first_fault()
