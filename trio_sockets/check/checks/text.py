"""Checks of the text server's commands: ``UPPER <str>`` and ``LOWER <str>``."""

from collections.abc import Sequence
from functools import partial
from typing import Literal, TypeAlias

from trio_sockets.check.case import Check
from trio_sockets.check.judging import first_fault, wrong_replies
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import TEXT_SECTION
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import Finding, Verdict
from trio_sockets.check.words import Words, say

Asked: TypeAlias = tuple[Literal["upper", "lower"], str, bytes]
"""A command, its string, and the reply it must earn."""

NO_TABLE = say("Decode to text first, then use the language's own upper() and lower(), no table.")

ASKED = "é straße"
STRICT = "É STRASSE".encode()
LENIENT = ("É STRAßE".encode(), "É STRAẞE".encode())
"""What languages give that know no capital for ß, or the newer one."""


def command_checks() -> list[Check[ServerLab]]:
    """Return them."""
    return [
        _asking(
            "text.01",
            title=say("UPPER gives capitals"),
            teaches=say("A request is read, obeyed and answered."),
            asked=[("upper", "hello, world 42", b"HELLO, WORLD 42")],
            look=say("Does UPPER return its whole argument in capitals, and nothing else?"),
        ),
        _asking(
            "text.02",
            title=say("LOWER gives small letters"),
            teaches=say("One connection carries as many requests as the client likes."),
            asked=[("lower", "Hello, WORLD 42", b"hello, world 42"), ("lower", "Z", b"z")],
            look=say("Does LOWER return its whole argument in small letters, and nothing else?"),
        ),
        _asking(
            "text.03",
            title=say("spaces in the string are kept"),
            teaches=say("The string is all that follows the command, spaces and all."),
            asked=[("upper", "a  b   c", b"A  B   C")],
            look=say("Part the command from its string at the first space only: split(' ', 1)."),
            needs=("text.01",),
        ),
        Check(
            id="text.04",
            title=say("UPPER knows letters with accents, and ß"),
            teaches=say(
                "A capital may take more bytes than its small letter: a byte is no letter."
            ),
            section=TEXT_SECTION,
            script=partial(_ask_each, [("upper", ASKED, STRICT)]),
            judge=_capitals,
            needs=("text.01",),
        ),
        _asking(
            "text.05",
            title=say("LOWER knows letters with accents"),
            teaches=say("What a small letter is, Unicode knows: it is not only a to z."),
            asked=[("lower", "ÉÀÇ Ω", "éàç ω".encode())],
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
) -> Check[ServerLab]:
    """Ask with commands, one after another, whose replies are certain."""
    return Check(
        id=id_,
        title=title,
        teaches=teaches,
        section=TEXT_SECTION,
        script=partial(_ask_each, asked),
        judge=partial(_each_right, asked, look),
        needs=("tcp.03", *needs),
    )


async def _ask_each(asked: Sequence[Asked], lab: ServerLab) -> None:
    wire = await lab.connect()
    for name, text, _ in asked:
        await wire.ask(lab.dialect.command(name, text))


def _each_right(asked: Sequence[Asked], look: Words, transcript: Transcript) -> Finding:
    return first_fault(wrong_replies(transcript, [reply for *_, reply in asked], look=look))


def _capitals(transcript: Transcript) -> Finding:
    """Accept, leniently, what has no capital ß: languages differ there."""
    fault = wrong_replies(transcript, [STRICT], look=NO_TABLE)
    if fault is not None and fault.received in LENIENT:
        return Finding(
            verdict=Verdict.LENIENT,
            words=say("by the full rules of Unicode, the capital of ß is SS"),
            look=NO_TABLE,
            expected=STRICT,
            received=fault.received,
        )
    return first_fault(fault)
