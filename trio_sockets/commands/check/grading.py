"""What the commands that grade one program have in common: options, the run, and the reports."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Annotated, TypeVar, final

from cyclopts import Parameter

from trio_sockets.address import Address
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.harness.connecting import must_be_here
from trio_sockets.check.harness.programs.process import CannotStartError
from trio_sockets.check.harness.programs.runnable import why_not_runnable
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.notices import of_dialect, of_grade
from trio_sockets.check.model.report import Report, Result
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.reports import labels
from trio_sockets.check.reports.files import (
    ReportFileError,
    must_be_known,
    must_be_writable,
    write_gradescope,
    write_report,
)
from trio_sockets.check.reports.offer import offer_of
from trio_sockets.check.reports.terminal import TerminalReport
from trio_sockets.check.runner import Harness, run_checks
from trio_sockets.check.tracing.again import Again, trace_findings
from trio_sockets.commands.argument_errors import UsageError
from trio_sockets.commands.check.notices import Notices
from trio_sockets.commands.check.options import DialectWord
from trio_sockets.commands.help.about import about, group
from trio_sockets.commands.options.words import (
    DONE,
    FAILED,
    UNDECIDED,
    LangWord,
    OptionalPath,
    OptionalWhole,
    PathsWord,
)
from trio_sockets.commands.reader import chosen_language
from trio_sockets.consoles import console_for_person
from trio_sockets.language import Language, translator
from trio_sockets.visible import visible
from trio_sockets.words import say

OURS = load_dialect("ours")
HarnessT = TypeVar("HarnessT", bound=Harness)


@Parameter(name="*", group=group(say("Grading"), 2))
@final
@dataclass(frozen=True, kw_only=True)
class GradingOptions:
    """How to grade, and how to tell."""

    dialect: Annotated[
        DialectWord,
        about(say("How the class's protocol reads: a built-in dialect, or a TOML file.")),
    ] = OURS
    all_: Annotated[
        bool, Parameter(negative=()), about(say("Go on after the first check that does not pass."))
    ] = False
    strict: Annotated[
        bool, Parameter(negative=()), about(say("What works only leniently fails."))
    ] = False
    seed: Annotated[OptionalWhole, about(say("Repeats the chance of an earlier run."))] = None
    lang: LangWord = None
    trace: Annotated[
        bool | None,
        Parameter(negative="--no-trace", show_default=False),
        about(
            say(
                "Run every finding again to draw its calls; with --no-trace, none. Else the first "
                "alone."
            )
        ),
    ] = None
    report: Annotated[
        PathsWord,
        Parameter(negative=(), show_default=False),
        about(
            say(
                "A file for the report: .html, .json or .xml (JUnit). It may be given several "
                "times."
            )
        ),
    ] = ()
    gradescope: Annotated[OptionalPath, about(say("A file for Gradescope: its results.json."))] = (
        None
    )

    @property
    def language(self) -> Language:
        """The one to report in."""
        return chosen_language(self.lang)

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
            raise UsageError(error.words) from error

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
            raise UsageError(error.words) from error

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
    :param environment: says the variables that it was given, besides its words.
    :param again: how it is started once more, to be traced; None if it is not ours to start.
    :param notices: are shown while it is graded.
    :param dialect: as the program's service speaks it.
    """

    subject: str
    where: str
    address: Callable[[], Address | None]
    command: Callable[[], Sequence[str]]
    environment: Callable[[], Mapping[str, str]] = dict
    again: Again | None = None
    notices: Notices = field(default_factory=Notices)
    dialect: Dialect | None = None


async def grade(
    graded: Graded,
    checks: Sequence[Check[HarnessT]],
    open_harness: Callable[[Random, bool], Awaitable[HarnessT]],
    options: GradingOptions,
) -> int:
    """Run checks, print the report while it is made, write its files; return the exit code.

    :param open_harness: see `run_checks`.
    :raises CycloptsError: a file cannot be written.
    """
    options.check_files()
    seed = secrets.randbelow(10**6) if options.seed is None else options.seed
    subject, where, dialect = visible(graded.subject), visible(graded.where), options.dialect
    terminal = TerminalReport(console_for_person(), translator(options.language))
    terminal.begin(
        (labels.SUBJECT, subject),
        (labels.WHERE, where),
        (labels.DIALECT, visible(dialect.name)),
        (labels.SEED, str(seed)),
    )
    for words in of_dialect(graded.dialect or dialect):
        graded.notices(words)
    graded.notices.show_by(terminal.notice)
    with terminal.running(checks) as told:
        results, complete = await run_checks(
            checks, open_harness, seed=seed, to_the_end=options.all_, told=told
        )
    if graded.again is not None and options.trace is not False:
        with terminal.at_work(labels.TRACING):
            results = await trace_findings(
                results,
                graded.again,
                every=options.trace is True,
                seed=seed,
                translate=translator(options.language),
            )
    unclear = sum(result.verdict is Verdict.UNCLEAR for result in results)
    report = Report(
        subject=subject,
        where=where,
        address=graded.address(),
        command=tuple(visible(word, keep="\n") for word in graded.command()),
        environment=graded.environment(),
        dialect=visible(dialect.name),
        seed=seed,
        results=(*results, *_not_run(checks[len(results) :], results)),
        complete=complete,
        strict=options.strict,
        weights=dialect.weights,
        notices=(*graded.notices.told, *of_grade(dialect, unclear=unclear)),
    )
    terminal.end(report)
    if (offer := offer_of(report)) is not None:
        terminal.notice(offer)
    options.write_files(report)
    if report.undecided:
        return UNDECIDED
    return DONE if report.passed else FAILED


def must_be_runnable(command: Sequence[str]) -> None:
    """See that the system knows a program, before its student is blamed.

    :param command: the words that start it; an empty one if nothing came after ``--``.
    :raises CycloptsError: there is none, or it cannot be run.
    """
    if not command[0]:
        raise UsageError(say("Give a command after --."))
    why_not = why_not_runnable(command[0])
    if why_not is not None:
        raise UsageError(
            say("cannot run {program}: {reason}", program=repr(command[0]), reason=why_not)
        )


def must_be_startable_at(address: Address) -> None:
    """See that a program that is started can listen there, before its student is blamed.

    :raises CycloptsError: the address is not this machine's.
    """
    try:
        must_be_here(address)
    except CannotStartError as error:
        raise UsageError(error.words) from error


def _not_run(checks: Sequence[Check[HarnessT]], results: Sequence[Result]) -> list[Result]:
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
