"""Checks of the text server's commands: ``UPPER <str>`` and ``LOWER <str>``."""

from collections.abc import Sequence
from functools import partial
from typing import TypeAlias

from trio_sockets.check.checks.servers.serving import ask_in_turn, wrong_in_turn
from trio_sockets.check.dialect.dialect import Command, Dialect
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.service_profile import TEXT_SECTION
from trio_sockets.check.judging.servers import first_fault, wrong_replies
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.programming.values import SPLIT_ONCE
from trio_sockets.words import Words, say

Asked: TypeAlias = tuple[Command, str, str]
"""A command, its argument, and the expected reply."""

NO_TABLE = say(
    "Decode to text first, then use the language's own functions for capitals, not a table."
)

ASKED = "é straße"
STRICT = "É STRASSE"
LENIENT = ("É STRAßE", "É STRAẞE")
"""The results of languages that leave ß unchanged, or use its newer capital."""


def command_checks() -> list[Check[ServerHarness]]:
    """Return the checks."""
    return [
        _asking(
            "text.01",
            title=say("UPPER returns upper case"),
            teaches=say("A server reads a request, executes it and answers."),
            asked=[("upper", "hello, world 42", "HELLO, WORLD 42")],
            look=say("Does UPPER return its whole argument in upper case, and nothing else?"),
        ),
        _asking(
            "text.02",
            title=say("LOWER returns lower case"),
            teaches=say("One connection carries as many requests as the client likes."),
            asked=[("lower", "Hello, WORLD 42", "hello, world 42"), ("lower", "Z", "z")],
            look=say("Does LOWER return its whole argument in lower case, and nothing else?"),
        ),
        Check(
            id="text.03",
            title=say("spaces in the string are kept"),
            teaches=say("The string is all that follows the command, including spaces."),
            section=TEXT_SECTION,
            script=lambda harness: _ask_each(_spaces(harness.dialect), harness),
            judge=lambda transcript: _each_right(
                _spaces(transcript.dialect),
                say(
                    "Split the command from its string at the first space only: {split_once}.",
                    split_once=SPLIT_ONCE,
                ),
                transcript,
            ),
            needs=("tcp.03", "text.01"),
            applies_to=lambda dialect: dialect.has_strings,
        ),
        Check(
            id="text.04",
            title=say("UPPER handles letters with accents, and ß"),
            teaches=say("A letter may take more bytes in upper case: a byte is not a letter."),
            section=TEXT_SECTION,
            script=partial(_ask_each, [("upper", ASKED, STRICT)]),
            judge=_capitals,
            needs=("text.01",),
            applies_to=lambda dialect: bool(dialect.upper),
        ),
        _asking(
            "text.05",
            title=say("LOWER handles letters with accents"),
            teaches=say("Unicode defines lower case for all letters, not only for A to Z."),
            asked=[("lower", "ÉÀÇ Ω", "éàç ω")],
            look=NO_TABLE,
            needs=("text.02",),
        ),
    ]


def _asking(  # noqa: PLR0913 - a check's own fields
    id_: str,
    *,
    title: Words,
    teaches: Words,
    asked: Sequence[Asked],
    look: Words,
    needs: tuple[str, ...] = (),
) -> Check[ServerHarness]:
    """Return a check that sends commands one after another, whose exact replies are known."""
    return Check(
        id=id_,
        title=title,
        teaches=teaches,
        section=TEXT_SECTION,
        script=partial(_ask_each, asked),
        judge=partial(_each_right, asked, look),
        needs=("tcp.03", *needs),
        applies_to=lambda dialect: all(getattr(dialect, name) for name, *_ in asked),
    )


def _spaces(dialect: Dialect) -> list[Asked]:
    if dialect.upper:
        return [("upper", "a  b   c", "A  B   C")]
    return [("lower", "A  B   C", "a  b   c")]


async def _ask_each(asked: Sequence[Asked], harness: ServerHarness) -> None:
    commands = [harness.dialect.command(name, text) for name, text, _ in asked]
    await ask_in_turn(harness, commands)


def _each_right(asked: Sequence[Asked], look: Words, transcript: Transcript) -> Finding:
    expected = [transcript.dialect.replying(name, made).encode() for name, _, made in asked]
    return wrong_in_turn(transcript, expected, look)


def _capitals(transcript: Transcript) -> Finding:
    """Accept leniently a reply without the full capital of ß, as languages differ."""
    strict, *lenient = (
        transcript.dialect.replying("upper", text).encode() for text in (STRICT, *LENIENT)
    )
    fault = wrong_replies(transcript, [strict], look=NO_TABLE)
    if fault is not None and fault.received in lenient:
        return Finding(
            verdict=Verdict.LENIENT,
            words=say("by the full rules of Unicode, the capital of ß is SS"),
            look=NO_TABLE,
            expected=strict,
            received=fault.received,
        )
    return first_fault(fault)
