"""Checks of lines that are wrong: they end nothing. The same for text and game."""

from functools import partial

from trio_sockets.check.case import Check
from trio_sockets.check.expected import Something, fits
from trio_sockets.check.judging import first_fault, wrong_replies
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import Talk
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import Finding, Verdict
from trio_sockets.check.words import Words, say

LONG = 64 * 1024
"""Bytes of a long line."""

LOOK = say("A message that is wrong earns an error reply; the conversation goes on.")


def wrong_line_checks(talk: Talk) -> list[Check[ServerLab]]:
    """Return them for a service."""
    return [
        _check(
            talk,
            "line.10",
            b"",
            title=say("an empty line does no harm"),
            look=say("An empty line is not the client's end: that is recv() returning b''."),
        ),
        _check(
            talk,
            "line.11",
            b"a\0b",
            title=say("a NUL byte does no harm"),
            look=say("In C, a string ends at NUL, and a message does not: use its length."),
        ),
        _check(
            talk,
            "line.12",
            b"\xff\xfe\xc3",
            title=say("bytes that are not UTF-8 do no harm"),
            look=say("decode() raises UnicodeDecodeError: catch it, and answer an error."),
        ),
        _check(
            talk,
            "line.13",
            b"z" * LONG,
            title=say("a line of {count} KiB does no harm", count=LONG // 1024),
            look=LOOK,
        ),
    ]


def _check(talk: Talk, id_: str, line: bytes, *, title: Words, look: Words) -> Check[ServerLab]:
    return Check(
        id=id_,
        title=title,
        teaches=say("What a client sends is never to be trusted: a bad message ends nothing."),
        section=talk.section,
        script=partial(_wrong_then_right, talk, line),
        judge=partial(_goes_on, talk, look),
        needs=(talk.errors,),
        for_messages=True,
    )


async def _wrong_then_right(talk: Talk, line: bytes, lab: ServerLab) -> None:
    """Send the line, then a request, and wait for the request's reply."""
    wire = await lab.connect()
    [exchange] = talk.exchanges(lab.dialect, await talk.begin(wire), 1)
    await wire.send(line + b"\n")
    await wire.try_message()
    reply = await wire.ask(exchange.request)
    while not fits(exchange.expects, reply, lab.dialect):
        reply = await wire.read_message()


def _goes_on(talk: Talk, look: Words, transcript: Transcript) -> Finding:
    greeting = (transcript.messages() or [b""])[0]
    [exchange] = talk.exchanges(transcript.dialect, greeting, 1)
    replies = transcript.messages()[talk.skip :]
    if not replies or not fits(exchange.expects, replies[-1], transcript.dialect):
        expected = [Something(), exchange.expects]
        return first_fault(wrong_replies(transcript, expected, skip=talk.skip, look=look))
    earned = len(replies) - 1
    if earned == 1:
        return first_fault()
    return Finding(
        verdict=Verdict.LENIENT,
        words=say("the bad line earned {count} replies; strictly, it is one", count=earned),
        look=LOOK,
    )
