"""Checks of invalid lines, which must not end a conversation; the same for text and game."""

from functools import partial

from trio_sockets.check.checks.servers.serving import unanswered
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.service_profile import ServiceProfile
from trio_sockets.check.harness.wire import Wire
from trio_sockets.check.judging.servers import first_fault, wrong_replies
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.expected import Something, fits
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.programming.receiving import END
from trio_sockets.check.programming.values import BAD_UTF8
from trio_sockets.words import Words, say

LONG = 64 * 1024
"""The length of a long line in bytes."""

LOOK = say("Answer an invalid message with an error, and continue the conversation.")


def wrong_line_checks(profile: ServiceProfile) -> list[Check[ServerHarness]]:
    """Return the checks for a service."""
    return [
        _check(
            profile,
            "line.10",
            b"",
            title=say("an empty line does no harm"),
            look=say("An empty line is not the end of the stream: there, {end}.", end=END),
        ),
        _check(
            profile,
            "line.11",
            b"a\0b",
            title=say("a NUL byte does no harm"),
            look=say("In C, a string ends at NUL, but a message does not: use its length."),
        ),
        _check(
            profile,
            "line.12",
            b"\xff\xfe\xc3",
            title=say("bytes that are not UTF-8 do no harm"),
            look=say("A client may send bytes that are not UTF-8: {bad_utf8}.", bad_utf8=BAD_UTF8),
        ),
        _check(
            profile,
            "line.13",
            b"z" * LONG,
            for_lines=True,
            title=say("a line of {count} KiB does no harm", count=LONG // 1024),
            look=LOOK,
        ),
    ]


def _check(  # noqa: PLR0913 - a check's own fields
    profile: ServiceProfile,
    id_: str,
    line: bytes,
    *,
    title: Words,
    look: Words,
    for_lines: bool = False,
) -> Check[ServerHarness]:
    return Check(
        id=id_,
        title=title,
        teaches=say(
            "Never trust what a client sends: a bad message must not end the conversation."
        ),
        section=profile.section,
        script=partial(_wrong_then_right, profile, line),
        judge=partial(_goes_on, profile, look),
        needs=(profile.errors,),
        for_messages=True,
        for_lines=for_lines,
    )


async def _wrong_then_right(profile: ServiceProfile, line: bytes, harness: ServerHarness) -> None:
    """Send the line, then a request, and wait for the request's reply."""
    wire = await harness.connect()
    [exchange] = profile.exchanges(harness.dialect, await profile.begin(wire), 1)
    await wire.say(line)
    await wire.try_message()
    ended = harness.dialect.mistakes.ends_at_nonsense and await _ends(wire)
    if harness.one_message or ended:
        await wire.leave()
        wire = await harness.connect()
        await profile.begin(wire)
    reply = await wire.ask(exchange.request)
    while not fits(exchange.expects, reply, harness.dialect):
        reply = await wire.read_message()


async def _ends(wire: Wire) -> bool:
    """Whether the server ends a conversation about now."""
    await wire.settle()
    return wire.conversation().end is not None


def _goes_on(profile: ServiceProfile, look: Words, transcript: Transcript) -> Finding:
    if transcript.dialect.flow.one_message or len(transcript.conversations) > 1:
        return first_fault(unanswered(profile, transcript, 1, look=look, exactly=False))
    greeting = (transcript.messages() or [b""])[0]
    [exchange] = profile.exchanges(transcript.dialect, greeting, 1)
    replies = transcript.messages()[profile.skip :]
    if not replies or not fits(exchange.expects, replies[-1], transcript.dialect):
        expected = [Something(), exchange.expects]
        return first_fault(wrong_replies(transcript, expected, skip=profile.skip, look=look))
    earned = len(replies) - 1
    if earned == 1 or (earned == 0 and transcript.dialect.mistakes.silent_at_nonsense):
        return first_fault()
    return Finding(
        verdict=Verdict.LENIENT,
        words=say("the bad line got {count} replies; strictly, it should get one", count=earned),
        look=LOOK,
    )
