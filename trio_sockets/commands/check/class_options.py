"""The options of ``trio-sockets check class``."""

import os
from dataclasses import dataclass
from typing import Annotated, final

from cyclopts import Parameter

from trio_sockets.check.checks.clients.listed import Mode
from trio_sockets.check.classroom.report_files import file_name
from trio_sockets.check.classroom.sandbox.sandbox import MIB, SandboxLimits
from trio_sockets.check.classroom.submissions.plan import ProgramRole, Service
from trio_sockets.check.model.report import Report
from trio_sockets.check.reports.files import ReportFileError, must_be_writable, write_report
from trio_sockets.commands.check.options import OptionalDialect
from trio_sockets.commands.help.about import about, group
from trio_sockets.commands.options.words import LangWord, OptionalPath, OptionalWhole, Whole, within
from trio_sockets.commands.reader import chosen_language
from trio_sockets.figures import GroupedFigure
from trio_sockets.language import Language
from trio_sockets.system_errors import reason_of
from trio_sockets.words import WrongWordError, say

_JOBS = max(1, (os.cpu_count() or 1) - 1)
_MOST = 10**9
_POSITIVE = Parameter(validator=within(1, _MOST))


def _positive(_type: object, seconds: float) -> None:
    if not 0 < seconds <= _MOST:
        raise WrongWordError(say("Write more than 0, to {most}.", most=GroupedFigure(_MOST)))


@Parameter(name="*", group=group(say("Grading"), 1))
@final
@dataclass(frozen=True, kw_only=True)
class ClassOptions:
    """What to grade, and how."""

    service: Annotated[
        Service | None,
        about(say("Grade this one only. Then server.py and the like are servers of it.")),
    ] = None
    role: Annotated[ProgramRole | None, about(say("Grade only servers, or only clients."))] = None
    dialect: Annotated[
        OptionalDialect,
        about(say("How the class's protocol reads: a built-in dialect, or a TOML file.")),
    ] = None
    jobs: Annotated[
        Whole,
        _POSITIVE,
        about(say("Submissions at once. By default, one processor is left for the checker.")),
    ] = _JOBS
    mode: Annotated[
        Mode,
        about(
            say("How the server behaves that a client is given: plain: well. hostile: not always.")
        ),
    ] = "plain"
    strict: Annotated[
        bool, Parameter(negative=()), about(say("What works only leniently fails."))
    ] = False
    sandbox: Annotated[
        bool | None,
        Parameter(negative="--no-sandbox", show_default=False),
        about(
            say(
                "Each submission apart, by bubblewrap: no files but its own, no network but a "
                "loopback. By default, where this works; without, programs run with your rights."
            )
        ),
    ] = None
    watch: Annotated[
        bool,
        Parameter(negative=()),
        about(say("Grade a submission again whenever it changes, until Ctrl-C.")),
    ] = False
    learn: Annotated[
        bool,
        Parameter(negative=()),
        about(
            say(
                "Servers of text and of the game that the dialect does not understand are graded "
                "by what is learned of them."
            )
        ),
    ] = False
    seed: Annotated[
        OptionalWhole,
        about(say("Repeats the chance of an earlier run. All submissions get the same.")),
    ] = None
    trace: Annotated[
        bool | None,
        Parameter(negative="--no-trace", show_default=False),
        about(
            say(
                "Run every finding again to draw its calls; with --no-trace, none. Else each "
                "program's first."
            )
        ),
    ] = None
    lang: LangWord = None

    @property
    def language(self) -> Language:
        """The one to report in."""
        return chosen_language(self.lang)


@Parameter(name="*", group=group(say("Files"), 2))
@final
@dataclass(frozen=True, kw_only=True)
class FileOptions:
    """What to write."""

    csv: Annotated[
        OptionalPath, about(say("A file for the table, for a spreadsheet or a gradebook."))
    ] = None
    html: Annotated[
        OptionalPath, about(say("A file for the table and for all that did not pass: one page."))
    ] = None
    reports: Annotated[
        OptionalPath, about(say("A folder for the report of each program, as HTML and as JSON."))
    ] = None

    def prepare(self) -> None:
        """See that all of it can be written, before it takes an hour to make.

        :raises ReportFileError: it cannot.
        """
        for path in (self.csv, self.html):
            if path is not None:
                must_be_writable(path)
        if self.reports is not None:
            try:
                self.reports.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise ReportFileError(
                    say(
                        "cannot make {folder}: {reason}",
                        folder=str(self.reports),
                        reason=reason_of(error),
                    )
                ) from error

    def keep(self, stem: str, report: Report, language: Language) -> None:
        """Write a submission's report.

        :param stem: what its files are called, see `file_stems`.
        :raises ReportFileError: it cannot be written.
        """
        if self.reports is not None:
            for suffix in (".html", ".json"):
                path = self.reports / (file_name(stem, report.subject) + suffix)
                write_report(report, path, language)


@Parameter(name="*", group=group(say("Limits of a submission"), 3))
@final
@dataclass(frozen=True, kw_only=True)
class LimitOptions:
    """What a submission may use."""

    time_limit: Annotated[
        float,
        Parameter(validator=_positive),
        about(say("Seconds for all of its checks, its building included.")),
    ] = SandboxLimits().seconds
    cpu_limit: Annotated[
        Whole, _POSITIVE, about(say("Seconds of processor time for each of its processes."))
    ] = SandboxLimits().cpu
    memory_limit: Annotated[
        Whole, _POSITIVE, about(say("MiB of memory for all of its processes together."))
    ] = SandboxLimits().memory // MIB
    disk_limit: Annotated[
        Whole, _POSITIVE, about(say("MiB for its files, with what it writes."))
    ] = SandboxLimits().disk // MIB
    task_limit: Annotated[Whole, _POSITIVE, about(say("Processes and threads at once."))] = (
        SandboxLimits().tasks
    )

    @property
    def limits(self) -> SandboxLimits:
        """The same, in seconds and bytes."""
        return SandboxLimits(
            seconds=self.time_limit,
            cpu=self.cpu_limit,
            memory=self.memory_limit * MIB,
            disk=self.disk_limit * MIB,
            tasks=self.task_limit,
        )
