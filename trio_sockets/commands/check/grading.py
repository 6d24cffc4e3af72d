"""What the commands that grade one program have in common: options, the run, and the reports."""

import io
import os
import secrets
import shutil
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Annotated, TypeVar, final

from cyclopts import CycloptsError, Group, Parameter

from trio_sockets.address import Address
from trio_sockets.check.case import Check
from trio_sockets.check.connecting import must_be_here
from trio_sockets.check.dialect_file import load_dialect
from trio_sockets.check.language import Language, language_of, translator
from trio_sockets.check.process import CannotStartError
from trio_sockets.check.report import Report, Result
from trio_sockets.check.reports import labels
from trio_sockets.check.reports.files import (
    ReportFileError,
    must_be_known,
    must_be_writable,
    write_gradescope,
    write_report,
)
from trio_sockets.check.reports.terminal import TerminalReport, console_for
from trio_sockets.check.runner import Lab, run_checks
from trio_sockets.check.verdict import Finding, Verdict
from trio_sockets.check.words import say
from trio_sockets.commands.check.options import DialectWord
from trio_sockets.commands.words import DONE, FAILED
from trio_sockets.visible import visible

OURS = load_dialect("ours")
LabT = TypeVar("LabT", bound=Lab)


@Parameter(name="*", group=Group("Grading", sort_key=2))
@final
@dataclass(frozen=True, kw_only=True)
class GradingOptions:
    """How to grade, and how to tell.

    Parameters
    ----------
    dialect: Dialect
        How the class's protocol reads: a built-in dialect, or a TOML file.
    all_: bool
        Go on after the first check that does not pass.
    strict: bool
        What works only leniently fails.
    seed: int | None
        Repeats the chance of an earlier run.
    lang: Language | None
        Of the report; the locale's if it is left out.
    report: tuple[Path, ...]
        A file for the report: .html, .json or .xml (JUnit). It may be given several times.
    gradescope: Path | None
        A file for Gradescope: its results.json.
    """

    dialect: DialectWord = OURS
    all_: Annotated[bool, Parameter(negative=())] = False
    strict: Annotated[bool, Parameter(negative=())] = False
    seed: int | None = None
    lang: Language | None = None
    report: Annotated[tuple[Path, ...], Parameter(negative=(), show_default=False)] = ()
    gradescope: Path | None = None

    @property
    def language(self) -> Language:
        """The one to report in."""
        return self.lang or language_of(os.environ)

    def check_files(self) -> None:
        """See that the reports can be written, before it takes a minute to make them.

        :raises CycloptsError: they cannot.
        """
        try:
            for path in self.report:
                must_be_known(path)
            for path in self._files:
                must_be_writable(path)
        except ReportFileError as error:
            raise CycloptsError(msg=str(error)) from error

    def write_files(self, report: Report) -> None:
        """Write the reports.

        :raises CycloptsError: one cannot be written.
        """
        try:
            for path in self.report:
                write_report(report, path, self.language)
            if self.gradescope is not None:
                write_gradescope(report, self.gradescope, self.language)
        except ReportFileError as error:
            raise CycloptsError(msg=str(error)) from error

    @property
    def _files(self) -> list[Path]:
        return [*self.report, *([self.gradescope] if self.gradescope else [])]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """What is graded.

    :param subject: as the command line names it: ``server game``.
    :param where: the address, or the command.
    :param address: says where the program listened at last, or where it looked for its server.
    :param command: says the words that started it; none if it ran already.
    """

    subject: str
    where: str
    address: Callable[[], Address | None]
    command: Callable[[], Sequence[str]]


async def grade(
    graded: Graded,
    checks: Sequence[Check[LabT]],
    open_lab: Callable[[Random, bool], Awaitable[LabT]],
    options: GradingOptions,
) -> int:
    """Run checks, print the report while it is made, write its files; return the exit code.

    :param open_lab: see `run_checks`.
    :raises CycloptsError: a file cannot be written.
    """
    options.check_files()
    seed = secrets.randbelow(10**6) if options.seed is None else options.seed
    subject, where, dialect = visible(graded.subject), visible(graded.where), options.dialect
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # symbols that a locale lacks are no reason to end
    terminal = TerminalReport(console_for(), translator(options.language))
    terminal.begin(
        (labels.SUBJECT, subject),
        (labels.WHERE, where),
        (labels.DIALECT, visible(dialect.name)),
        (labels.SEED, str(seed)),
    )
    with terminal.running(checks) as told:
        results, complete = await run_checks(
            checks, open_lab, seed=seed, to_the_end=options.all_, told=told
        )
    report = Report(
        subject=subject,
        where=where,
        address=graded.address(),
        command=tuple(visible(word, keep="\n") for word in graded.command()),
        dialect=visible(dialect.name),
        seed=seed,
        results=(*results, *_not_run(checks[len(results) :], results)),
        complete=complete,
        strict=options.strict,
        weights=dialect.weights,
    )
    terminal.end(report)
    options.write_files(report)
    return DONE if report.passed else FAILED


def must_be_runnable(command: Sequence[str]) -> None:
    """See that the system knows a program, before its student is blamed.

    :param command: the words that start it; an empty one if nothing came after ``--``.
    :raises CycloptsError: there is none, or it cannot be run.
    """
    if not command[0]:
        raise CycloptsError(msg="Give a command after --.")
    if shutil.which(command[0]) is None:
        raise CycloptsError(msg=f"cannot run {command[0]!r}: there is no such program")


def must_be_startable_at(address: Address) -> None:
    """See that a program that is started can listen there, before its student is blamed.

    :raises CycloptsError: the address is not this machine's.
    """
    try:
        must_be_here(address)
    except CannotStartError as error:
        raise CycloptsError(msg=str(error)) from error


def _not_run(checks: Sequence[Check[LabT]], results: Sequence[Result]) -> list[Result]:
    """Return results for the checks that were left out: nobody earns points by stopping early."""
    return [
        Result(
            check=check,
            finding=Finding(
                verdict=Verdict.SKIPPED,
                words=say("it was not run: {id} did not pass before it", id=results[-1].check.id),
            ),
        )
        for check in checks
    ]
