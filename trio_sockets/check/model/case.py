"""A check: a script that talks to a program, and a judge that reads the transcript."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar, final

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.mistakes import Mistakes
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding
from trio_sockets.words import Words

HarnessT = TypeVar("HarnessT")
"""The harness that a script gets: a `ServerHarness` or a `ClientHarness`."""

Judge: TypeAlias = Callable[[Transcript], Finding]
"""Pure: the same transcript gives the same verdict, at any time and on any machine."""


Recogniser: TypeAlias = Callable[[Transcript], Mistakes | None]
"""Pure: what is known of a server, if what happened is a mistake that can be taken as known."""


def any_dialect(_dialect: Dialect) -> bool:
    """Return True: the check applies to every dialect."""
    return True


def as_it_is(finding: Finding, _transcript: Transcript) -> Finding:
    """Return the finding: what became of the program adds nothing to it."""
    return finding


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Generic[HarnessT]):
    """One thing that a program must do.

    :param id: the service or subject, and a number: ``game.03``.
    :param title: what the program must do, in a few words.
    :param teaches: what a student learns from it, in one sentence.
    :param section: the section of the lab sheet.
    :param script: talks to the program. To end early, it raises
        `trio_sockets.check.harness.recorded_stream.StopScript`.
    :param judge: gives a verdict on the transcript.
    :param in_hindsight: adds to a finding what became known later of the program's end. Pure.
    :param needs: ids of checks that must pass first; otherwise this one is skipped.
    :param seconds: the time limit of the script: several times what it takes on a machine at rest,
        as each reply has a limit of its own, and a busy machine is no fault of the program.
    :param for_messages: it applies only where each message has an explicit end.
    :param for_lines: it applies only where messages end in newlines.
    :param for_commands: it applies only if the checker itself started the program.
    :param several: it needs several messages on one connection.
    :param at_once: it needs several clients at once.
    :param tells_apart: it needs to tell apart replies that arrive together.
    :param recognises: recognise mistakes that can be taken as known for the checks that follow.
    :param meets: ids of other checks whose known mistakes may show in it, too.
    :param applies_to: tells whether it applies to a dialect.
    """

    id: str
    title: Words
    teaches: Words
    section: Words
    script: Callable[[HarnessT], Awaitable[object]]
    judge: Judge
    needs: tuple[str, ...] = ()
    seconds: float = 120.0
    for_messages: bool = False
    for_lines: bool = False
    for_commands: bool = False
    several: bool = False
    at_once: bool = False
    tells_apart: bool = False
    recognises: tuple[Recogniser, ...] = ()
    meets: tuple[str, ...] = ()
    applies_to: Callable[[Dialect], bool] = any_dialect
    in_hindsight: Callable[[Finding, Transcript], Finding] = as_it_is
