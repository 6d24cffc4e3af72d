"""Checks of the text server: invalid requests."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from trio_sockets.check.dialect.dialect import Command, Dialect
from trio_sockets.check.harness.opening import begin
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.service_profile import TEXT_SECTION, text_exchange
from trio_sockets.check.harness.wire import Wire
from trio_sockets.check.judging.recognising import (
    end_at_nonsense,
    missing_newlines,
    silence_at_nonsense,
)
from trio_sockets.check.judging.servers import (
    first_fault,
    is_left_unanswered,
    wrong_replies,
)
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.expected import AnError, Expected, Something
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.check.programming.values import SPLIT
from trio_sockets.words import Words, say

Requests: TypeAlias = Callable[[Dialect], Sequence[str]]
"""Returns requests, as a dialect writes them."""

STILL_HERE = "still here"
UNKNOWN = ("FROBNICATE 42", "?", "42")


def error_checks() -> list[Check[ServerHarness]]:
    """Return the checks."""
    return [
        _wrong(
            "text.06",
            lambda dialect: [dialect.command(name, "").strip() for name in _named(dialect)],
            title=say("a command without its string gets an error"),
            teaches=say(
                "A command may lack its argument: {split} then gives only one part.", split=SPLIT
            ),
            look=say("Is the number of parts checked before the second one is used?"),
            applies_to=lambda dialect: bool(_named(dialect)),
        ),
        _wrong(
            "text.07",
            lambda _dialect: [UNKNOWN[0]],
            title=say("an unknown command gets an error"),
            teaches=say("Answer an unknown command, too: the client waits for a reply."),
            look=say("Does the last branch, for all other messages, send a reply?"),
            applies_to=_knows_commands,
        ),
        Check(
            id="text.08",
            title=say("a command in lower case is executed, or gets an error"),
            teaches=say("The protocol says whether case matters. In either case, send a reply."),
            section=TEXT_SECTION,
            script=partial(_ask, _in_small_letters),
            judge=_obeyed_or_error,
            needs=("text.07",),
            applies_to=lambda dialect: bool(_named(dialect)),
        ),
        Check(
            id="text.09",
            title=say("errors do not end the conversation"),
            teaches=say("Do not close after one mistake: the client may try again."),
            section=TEXT_SECTION,
            script=_ask_on,
            judge=_goes_on,
            needs=("text.01", "text.07"),
            recognises=(end_at_nonsense,),
            several=True,
            applies_to=_knows_commands,
        ),
    ]


def _named(dialect: Dialect) -> list[Command]:
    """Return the commands that have an argument, and a name before or after it."""
    commands: list[tuple[Command, str]] = [("upper", dialect.upper), ("lower", dialect.lower)]
    return [name for name, command in commands if command.replace("{text}", "").strip()]


def _knows_commands(dialect: Dialect) -> bool:
    """Tell whether a message can be an unknown command; a single command may have no name."""
    return "{text}" not in {dialect.upper.strip(), dialect.lower.strip()}


def _wrong(  # noqa: PLR0913 - a check's own fields
    id_: str,
    requests: Requests,
    *,
    title: Words,
    teaches: Words,
    look: Words,
    applies_to: Callable[[Dialect], bool],
) -> Check[ServerHarness]:
    """Return a check that sends each request in its own conversation."""
    return Check(
        id=id_,
        title=title,
        teaches=teaches,
        section=TEXT_SECTION,
        script=partial(_ask, requests),
        judge=partial(_errors, look),
        needs=("tcp.03",),
        meets=("text.06",) if id_ > "text.06" else (),
        recognises=(end_at_nonsense, missing_newlines, silence_at_nonsense),
        applies_to=applies_to,
    )


def _in_small_letters(dialect: Dialect) -> list[str]:
    return [dialect.command(_named(dialect)[0], "hello").lower()]


async def _ask(requests: Requests, harness: ServerHarness) -> None:
    for request in requests(harness.dialect):
        wire = await harness.connect()
        await begin(wire)
        await _try(wire, request)
        await wire.leave()


async def _ask_on(harness: ServerHarness) -> None:
    wire = await harness.connect()
    await begin(wire)
    for request in UNKNOWN:
        await _try(wire, request)
    await wire.ask(text_exchange(harness.dialect, STILL_HERE).request)


async def _try(wire: Wire, request: str) -> None:
    """Send a request, and wait for its reply, unless there may be none."""
    if not wire.dialect.mistakes.silent_at_nonsense:
        await wire.ask(request)
        return
    await wire.say(request)
    await wire.try_message()


def _errors(look: Words, transcript: Transcript) -> Finding:
    places = range(max(1, len(transcript.conversations)))
    findings = [_an_error(look, transcript, place) for place in places]
    serious = [finding for finding in findings if finding and not finding.verdict.good]
    return first_fault(*sorted(serious, key=lambda fault: not fault.verdict.bad), *findings)


def _an_error(look: Words, transcript: Transcript, place: int) -> Finding | None:
    if is_left_unanswered(transcript, place):
        return None
    fault = wrong_replies(transcript, [AnError()], place, look=look)
    if fault is None or wrong_replies(transcript, [Something()], place) is not None:
        return fault
    if fault.verdict is Verdict.UNCLEAR:
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
    dialect = transcript.dialect
    made = {"upper": "HELLO", "lower": "hello"}
    [name, *_] = _named(dialect)
    if wrong_replies(transcript, [dialect.replying(name, made[name]).encode()]) is None:
        return PASSED
    return _errors(say("Execute it, or answer with an error."), transcript)


def _goes_on(transcript: Transcript) -> Finding:
    last = text_exchange(transcript.dialect, STILL_HERE).expects
    replies = len(UNKNOWN)
    if transcript.dialect.mistakes.silent_at_nonsense:
        replies = min(replies, max(0, len(transcript.messages()) - 1))
    expected: list[Expected] = [*[Something()] * replies, last]
    look = say("Do break, return or an exception leave the loop after an error?")
    return first_fault(wrong_replies(transcript, expected, look=look))
