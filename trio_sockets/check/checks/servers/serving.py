"""Helpers of the checks of connections: clients that ask, and judges of the replies."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeAlias

from trio_sockets.check.harness.opening import begin
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.service_profile import ServiceProfile
from trio_sockets.check.harness.wire import PATIENCE, Wire
from trio_sockets.check.judging.servers import first_fault, wrong_replies
from trio_sockets.check.model.case import Judge
from trio_sockets.check.model.expected import Expected, Something
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.programming.connecting import ACCEPT, AT_ONCE
from trio_sockets.check.programming.receiving import RECV
from trio_sockets.words import Words, say

Script: TypeAlias = Callable[[ServerHarness], Awaitable[object]]

LOOP_LOOK = say(
    "Does your program take one client only? Put {accept} in a loop, with the conversation inside.",
    accept=ACCEPT,
)
CONCURRENT_LOOK = say(
    "One client keeps the others waiting, in {accept} or in {recv}: use {at_once}.",
    accept=ACCEPT,
    recv=RECV,
    at_once=AT_ONCE,
)


async def ask(
    profile: ServiceProfile,
    wire: Wire,
    number: int,
    greeting: bytes | None = None,
    *,
    within: float = PATIENCE,
) -> bytes:
    """Send the request with this number and wait for its reply; return the greeting.

    :param greeting: the greeting, if it has already been read.
    :param within: seconds to wait for a message.
    """
    if greeting is None:
        greeting = await profile.begin(wire, within=within)
    exchange = profile.exchange(wire.dialect, number, greeting)
    await wire.ask(exchange.request, within=within)
    return greeting


async def ask_one_more(profile: ServiceProfile, harness: ServerHarness) -> None:
    """Connect one more client and get a reply. Its request has the number of its conversation."""
    place = len(harness.transcript().conversations)
    await ask(profile, await harness.connect(), place)


async def ask_in_turn(harness: ServerHarness, requests: Iterable[str | bytes]) -> list[bytes]:
    """Send requests one after another; return the replies.

    They share one connection, unless the server closes after each reply.
    """
    replies: list[bytes] = []
    wire: Wire | None = None
    for request in requests:
        if wire is None or harness.one_message:
            wire = await harness.connect()
            await begin(wire)
        replies.append(await wire.ask(request))
    return replies


def replies_in_turn(transcript: Transcript) -> list[bytes]:
    """Return the replies of all conversations."""
    places = range(len(transcript.conversations))
    return [reply for place in places for reply in transcript.messages(place)]


def wrong_in_turn(transcript: Transcript, expected: Sequence[Expected], look: Words) -> Finding:
    """Find the first reply of `ask_in_turn` that is wrong or missing."""
    if not transcript.dialect.flow.one_message:
        return first_fault(wrong_replies(transcript, expected, look=look))
    return first_fault(
        *(
            wrong_replies(transcript, [right], place, look=look)
            for place, right in enumerate(expected)
        )
    )


def unanswered(  # noqa: PLR0913 - what differs from check to check
    profile: ServiceProfile,
    transcript: Transcript,
    place: int,
    *,
    look: Words,
    each: int = 1,
    exactly: bool = True,
) -> Finding | None:
    """Find that the requests of a conversation were not answered.

    :param look: the advice.
    :param each: how many requests each conversation made. Requests are numbered across
        conversations.
    :param exactly: the replies must be right; if false, any reply is accepted.
    """
    numbers = range(place * each, place * each + each)
    right = [profile.exchange(transcript.dialect, number, b"").expects for number in numbers]
    expected = right if exactly else [Something()] * each
    return wrong_replies(transcript, expected, place, skip=profile.skip, look=look)


def answered(
    profile: ServiceProfile, *places: int, look: Words, each: int = 1, exactly: bool = True
) -> Judge:
    """Return a judge that requires answers in these conversations; see `unanswered`.

    :param places: the indexes of the conversations, in the order of judging; by default the last.
    """

    def judge(transcript: Transcript) -> Finding:
        last = max(0, len(transcript.conversations) - 1)
        faults = [
            unanswered(profile, transcript, place, look=look, each=each, exactly=exactly)
            for place in places or [last]
        ]
        waited = [fault for fault in faults if fault and _was_awaited(transcript, fault)]
        return first_fault(*waited, *faults)

    return judge


def _was_awaited(transcript: Transcript, fault: Finding) -> bool:
    """Tell whether the script waited for the missing reply, and not for another one."""
    return (
        fault.verdict is not Verdict.TIMEOUT or transcript.conversations[fault.conversation].silent
    )
