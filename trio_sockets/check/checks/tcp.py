"""Checks of connections, which come first: the server is there, for one client after another."""

from functools import partial

from trio_sockets.check.case import Check
from trio_sockets.check.checks.serving import (
    LOOP_LOOK,
    answered,
    ask,
    ask_one_more,
    unanswered,
)
from trio_sockets.check.ending import BUSY
from trio_sockets.check.judging import first_fault, not_connected
from trio_sockets.check.resources import processor_share_of
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import Talk
from trio_sockets.check.transcript import Ended, Reset, Transcript
from trio_sockets.check.verdict import Finding, Verdict
from trio_sockets.check.wire import Wire
from trio_sockets.check.words import Words, say

_REST = 0.2
"""Seconds to watch a program that has nothing to do."""

_ENDED = 1.0
"""Seconds that a program may take to end by itself."""

VISITORS = 5


def basic_checks(talk: Talk) -> list[Check[ServerLab]]:
    """Return those that any other check of a service stands on."""
    return [
        Check(
            id="tcp.01",
            title=say("it listens, and answers"),
            teaches=say("A server binds, listens and accepts; then it receives and sends."),
            section=talk.section,
            script=partial(_one, talk),
            judge=partial(_said_something, 0, say("Is the reply sent at all, with sendall()?")),
            seconds=25,
        ),
        Check(
            id="tcp.02",
            title=say("a second client is served after the first"),
            teaches=say("accept() gives one client; a server that goes on calls it again."),
            section=talk.section,
            script=partial(_in_turn, talk),
            judge=_both_served,
            needs=("tcp.01",),
            seconds=15,
        ),
    ]


def connection_checks(talk: Talk) -> list[Check[ServerLab]]:
    """Return the others that the service's own checks come after."""
    return [
        Check(
            id="tcp.03",
            title=say("each request earns a reply, as long as the client stays"),
            teaches=say("A conversation is a loop: receive, answer, until the client has gone."),
            section=talk.section,
            script=partial(_two_requests, talk),
            judge=answered(
                talk,
                0,
                each=2,
                exactly=False,
                look=say("Is there a loop around receiving and answering?"),
            ),
            needs=("tcp.01", talk.first),
        ),
        Check(
            id="tcp.04",
            title=say("clients that connect and leave at once do no harm"),
            teaches=say("recv() returns b'' when the client has closed: its end, and no message."),
            section=talk.section,
            script=partial(_visitors, talk),
            judge=partial(_rests, talk),
            needs=("tcp.02", "tcp.03"),
        ),
        Check(
            id="tcp.05",
            title=say("it can be started again at once"),
            teaches=say("The port of a server that closed first stays in TIME_WAIT for a minute."),
            section=talk.section,
            script=partial(_second_start, talk),
            judge=answered(
                talk,
                0,
                1,
                exactly=False,
                look=say(
                    "Set SO_REUSEADDR before bind(): s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)"
                ),
            ),
            needs=("tcp.03",),
            seconds=30,
            for_commands=True,
        ),
    ]


# --- 01, 02 ------------------------------------------------------------------------------------
async def _sign_of_life(talk: Talk, wire: Wire, number: int) -> None:
    """Have the server say something: at first, to a request, or at the client's end."""
    if talk.greets and await wire.hear():
        return
    await wire.say(talk.exchange(wire.dialect, number, b"").request)
    if not await wire.hear():
        await wire.half_close()
        await wire.hear()


async def _one(talk: Talk, lab: ServerLab) -> None:
    await _sign_of_life(talk, await lab.connect(), 0)


async def _in_turn(talk: Talk, lab: ServerLab) -> None:
    lab.target.serves_again = True  # as far as we know
    try:
        for number in range(2):
            wire = await lab.connect()
            await _sign_of_life(talk, wire, number)
            await wire.leave()
    finally:
        heard = [conversation.received for conversation in lab.transcript().conversations]
        lab.target.serves_again = len(heard) > 1 and all(heard)
        if not lab.target.serves_again:
            lab.facts["exit code"] = await lab.ended(within=_ENDED)


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
            words = say("the server closed the connection without a word")
        case Reset():
            words = say("the server broke the connection off (RST) without a word")
        case _:
            verdict = Verdict.TIMEOUT
            words = say("the server accepted the connection, and never said a word")
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
                "the first client is served well, then the program ends, as the sheet's own does: "
                "the second client finds nobody"
            ),
            look=LOOP_LOOK,
            conversation=len(transcript.conversations) - 1,
            expected=say("a reply"),
            received=b"",
        )
    return _said_something(1, LOOP_LOOK, transcript)


# --- 03, 04, 05 --------------------------------------------------------------------------------
async def _two_requests(talk: Talk, lab: ServerLab) -> None:
    wire = await lab.connect()
    greeting = await ask(talk, wire, 0)
    await ask(talk, wire, 1, greeting)


async def _visitors(talk: Talk, lab: ServerLab) -> None:
    for _ in range(VISITORS):
        wire = await lab.connect()
        await talk.begin(wire)  # unread bytes would make an RST of its end
        await wire.leave()
    await ask_one_more(talk, lab)
    if lab.target.program is not None:
        lab.facts["busy"] = await _is_busy(lab.target.program.pid)


async def _is_busy(pid: int) -> bool:
    """Whether a program works, and goes on to: what it does for a moment only is its own affair."""
    for _ in range(3):
        if await processor_share_of(pid, _REST) < BUSY:
            return False
    return True


def _rests(talk: Talk, transcript: Transcript) -> Finding:
    look = say("What happens when recv() returns b''? It is time to leave the loop.")
    last = max(0, len(transcript.conversations) - 1)
    fault = unanswered(talk, transcript, last, look=look, exactly=False)
    if fault is not None:
        return fault
    if transcript.facts.get("busy"):
        return Finding(
            verdict=Verdict.FAIL,
            words=say("nobody asks it anything, and it computes all the time"),
            look=look,
        )
    return first_fault()


async def _second_start(talk: Talk, lab: ServerLab) -> None:
    first = await lab.connect()
    await ask(talk, first, 0)
    await lab.target.stop()  # the program's side closes first: its port stays taken
    try:
        await lab.target.restart(same_port=True)
        await ask(talk, await lab.connect(), 1)
    finally:
        await first.leave(rudely=True)  # the RST frees it, also for a program that failed here
