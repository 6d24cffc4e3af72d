"""Checks of the text server: requests that are wrong."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from trio_sockets.check.case import Check
from trio_sockets.check.dialect import Dialect
from trio_sockets.check.expected import AnError, Expected, Something
from trio_sockets.check.judging import first_fault, wrong_replies
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import TEXT_SECTION
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import PASSED, Finding, Verdict
from trio_sockets.check.words import Words, say

Request: TypeAlias = Callable[[Dialect], str]
"""Gives a request in the words of a dialect."""

UNKNOWN = ("FROBNICATE 42", "?", "42")
STILL_HERE = "still here"


def error_checks() -> list[Check[ServerLab]]:
    """Return them."""
    return [
        _wrong(
            "text.06",
            lambda dialect: dialect.command("upper", "").strip(),
            lambda dialect: dialect.command("lower", "").strip(),
            title=say("a command without its string earns an error"),
            teaches=say("A command may lack its argument: split() then gives one part only."),
            look=say("Is the second part of the split looked at before it is used?"),
        ),
        _wrong(
            "text.07",
            lambda _dialect: UNKNOWN[0],
            title=say("an unknown command earns an error"),
            teaches=say("A server answers what it does not understand, too: the client waits."),
            look=say("Does the last branch, else:, send a reply?"),
        ),
        Check(
            id="text.08",
            title=say("a command in small letters is obeyed, or earns an error"),
            teaches=say("The protocol says whether capitals matter. Silence is no answer."),
            section=TEXT_SECTION,
            script=partial(_ask, [_in_small_letters]),
            judge=_obeyed_or_error,
            needs=("text.07",),
        ),
        Check(
            id="text.09",
            title=say("errors do not end the conversation"),
            teaches=say("One mistake is no reason to close: the client may try again."),
            section=TEXT_SECTION,
            script=_ask_on,
            judge=_goes_on,
            needs=("text.01", "text.07"),
        ),
    ]


def _wrong(
    id_: str, *requests: Request, title: Words, teaches: Words, look: Words
) -> Check[ServerLab]:
    """Make each request in a conversation of its own."""
    return Check(
        id=id_,
        title=title,
        teaches=teaches,
        section=TEXT_SECTION,
        script=partial(_ask, requests),
        judge=partial(_errors, len(requests), look),
        needs=("tcp.03",),
    )


def _in_small_letters(dialect: Dialect) -> str:
    return dialect.command("upper", "hello").lower()


async def _ask(requests: Sequence[Request], lab: ServerLab) -> None:
    for request in requests:
        wire = await lab.connect()
        await wire.ask(request(lab.dialect))
        await wire.leave()


async def _ask_on(lab: ServerLab) -> None:
    wire = await lab.connect()
    for request in UNKNOWN:
        await wire.ask(request)
    await wire.ask(lab.dialect.command("upper", STILL_HERE))


def _errors(count: int, look: Words, transcript: Transcript) -> Finding:
    findings = [_an_error(look, transcript, place) for place in range(count)]
    serious = [finding for finding in findings if finding and not finding.verdict.good]
    return first_fault(*serious, *findings)


def _an_error(look: Words, transcript: Transcript, place: int) -> Finding | None:
    fault = wrong_replies(transcript, [AnError()], place, look=look)
    if fault is None or wrong_replies(transcript, [Something()], place) is not None:
        return fault
    return Finding(
        verdict=Verdict.LENIENT,
        words=say("it is answered, but not with an error"),
        look=look,
        conversation=place,
        expected=fault.expected,
        received=fault.received,
    )


def _obeyed_or_error(transcript: Transcript) -> Finding:
    if wrong_replies(transcript, [b"HELLO"]) is None:
        return PASSED
    return _errors(1, say("Obey it, or answer an error; either way, answer."), transcript)


def _goes_on(transcript: Transcript) -> Finding:
    expected: list[Expected] = [*[Something()] * len(UNKNOWN), STILL_HERE.upper().encode()]
    look = say("Are break, return and exceptions kept for the end of the connection?")
    return first_fault(wrong_replies(transcript, expected, look=look))
