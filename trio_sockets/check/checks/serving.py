"""Having clients served, and looking whether they were: what checks of connections share."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from trio_sockets.check.case import Judge
from trio_sockets.check.expected import Something
from trio_sockets.check.judging import first_fault, wrong_replies
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import Talk
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import Finding, Verdict
from trio_sockets.check.wire import PATIENCE, Wire
from trio_sockets.check.words import Words, say

Script: TypeAlias = Callable[[ServerLab], Awaitable[object]]

LOOP_LOOK = say("Is accept() called once only? It belongs in a loop, with the conversation inside.")
CONCURRENT_LOOK = say(
    "accept() and recv() wait for one client each: the others need a thread, a task or a selector."
)


async def ask(
    talk: Talk,
    wire: Wire,
    number: int,
    greeting: bytes | None = None,
    *,
    within: float = PATIENCE,
) -> bytes:
    """Have the request of this number answered; return what the server said first.

    :param greeting: what it said first, where it has been heard already.
    :param within: seconds to wait for a message.
    """
    if greeting is None:
        greeting = await talk.begin(wire, within=within)
    exchange = talk.exchange(wire.dialect, number, greeting)
    await wire.ask(exchange.request, within=within)
    return greeting


async def ask_one_more(talk: Talk, lab: ServerLab) -> None:
    """Have one more client served. Its request has the number of its conversation."""
    place = len(lab.transcript().conversations)
    await ask(talk, await lab.connect(), place)


def unanswered(  # noqa: PLR0913 - what differs from check to check
    talk: Talk,
    transcript: Transcript,
    place: int,
    *,
    look: Words,
    each: int = 1,
    exactly: bool = True,
) -> Finding | None:
    """Find that a conversation was not answered.

    :param look: what to look at, if it was not.
    :param each: how many requests each conversation made. The first one of the second conversation
        follows the last one of the first, in their numbers.
    :param exactly: the replies must be right; if false, any will do.
    """
    numbers = range(place * each, place * each + each)
    right = [talk.exchange(transcript.dialect, number, b"").expects for number in numbers]
    expected = right if exactly else [Something()] * each
    return wrong_replies(transcript, expected, place, skip=talk.skip, look=look)


def answered(talk: Talk, *places: int, look: Words, each: int = 1, exactly: bool = True) -> Judge:
    """Return a judge who wants these conversations answered, as `unanswered` has it.

    :param places: of the conversations, in the order in which to look at them; none: the last.
    """

    def judge(transcript: Transcript) -> Finding:
        last = max(0, len(transcript.conversations) - 1)
        faults = [
            unanswered(talk, transcript, place, look=look, each=each, exactly=exactly)
            for place in places or [last]
        ]
        waited = [fault for fault in faults if fault and _was_awaited(transcript, fault)]
        return first_fault(*waited, *faults)

    return judge


def _was_awaited(transcript: Transcript, fault: Finding) -> bool:
    """Whether the script waited for what is missing; else another conversation held it up."""
    return (
        fault.verdict is not Verdict.TIMEOUT or transcript.conversations[fault.conversation].silent
    )
