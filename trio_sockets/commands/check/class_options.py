"""The options of ``trio-sockets check class``."""

import os
from dataclasses import dataclass
from typing import Annotated, final

from cyclopts import Group, Parameter
from cyclopts.validators import Number

from trio_sockets.check.checks.clients.listed import Mode
from trio_sockets.check.classroom.report_files import file_name
from trio_sockets.check.classroom.sandbox.sandbox import MIB, SandboxLimits
from trio_sockets.check.classroom.submissions.plan import ProgramRole, Service
from trio_sockets.check.model.report import Report
from trio_sockets.check.reports.files import ReportFileError, must_be_writable, write_report
from trio_sockets.commands.check.options import OptionalDialect
from trio_sockets.commands.options.words import OptionalPath, OptionalWhole, Whole, within
from trio_sockets.commands.reader import chosen_language
from trio_sockets.language import Language

_JOBS = max(1, (os.cpu_count() or 1) - 1)
_POSITIVE = Parameter(validator=within(1, 10**9))


@Parameter(name="*", group=Group("Grading", sort_key=1))
@final
@dataclass(frozen=True, kw_only=True)
class ClassOptions:
    """What to grade, and how.

    Parameters
    ----------
    service: Service | None
        Grade this one only. Then server.py and the like are servers of it.
    role: Role | None
        Grade only servers, or only clients.
    dialect: Dialect | None
        How the class's protocol reads: a built-in dialect, or a TOML file.
    jobs: int
        Submissions at once. By default, one processor is left for the checker.
    mode: Mode
        How the server behaves that a client is given: plain: well. hostile: not always.
    strict: bool
        What works only leniently fails.
    learn: bool
        Servers of text and of the game that the dialect does not understand are graded by what is
        learned of them.
    seed: int | None
        Repeats the chance of an earlier run. All submissions get the same.
    trace: bool | None
        Run every finding again to draw its calls; with --no-trace, none. Else each program's first.
    lang: Language | None
        Of the table and the reports; the locale's if it is left out.
    """

    service: Service | None = None
    role: ProgramRole | None = None
    dialect: OptionalDialect = None
    jobs: Annotated[Whole, _POSITIVE] = _JOBS
    mode: Mode = "plain"
    strict: Annotated[bool, Parameter(negative=())] = False
    learn: Annotated[bool, Parameter(negative=())] = False
    seed: OptionalWhole = None
    trace: Annotated[bool | None, Parameter(negative="--no-trace", show_default=False)] = None
    lang: Language | None = None

    @property
    def language(self) -> Language:
        """The one to report in."""
        return chosen_language(self.lang)


@Parameter(name="*", group=Group("Files", sort_key=2))
@final
@dataclass(frozen=True, kw_only=True)
class FileOptions:
    """What to write.

    Parameters
    ----------
    csv: Path | None
        A file for the table, for a spreadsheet or a gradebook.
    html: Path | None
        A file for the table and for all that did not pass: one page.
    reports: Path | None
        A folder for the report of each program, as HTML and as JSON.
    """

    csv: OptionalPath = None
    html: OptionalPath = None
    reports: OptionalPath = None

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
                raise ReportFileError(f"cannot make {self.reports}: {error.strerror}") from error

    def keep(self, stem: str, report: Report, language: Language) -> None:
        """Write a submission's report.

        :param stem: what its files are called, see `file_stems`.
        :raises ReportFileError: it cannot be written.
        """
        if self.reports is not None:
            for suffix in (".html", ".json"):
                path = self.reports / (file_name(stem, report.subject) + suffix)
                write_report(report, path, language)


@Parameter(name="*", group=Group("Limits of a submission", sort_key=3))
@final
@dataclass(frozen=True, kw_only=True)
class LimitOptions:
    """What a submission may use.

    Parameters
    ----------
    time_limit: float
        Seconds for all of its checks, its building included.
    cpu_limit: int
        Seconds of processor time for each of its processes.
    memory_limit: int
        MiB of memory for all of its processes together.
    disk_limit: int
        MiB for its files, with what it writes.
    task_limit: int
        Processes and threads at once.
    """

    time_limit: Annotated[float, Parameter(validator=Number(gt=0, lte=10**9))] = (
        SandboxLimits().seconds
    )
    cpu_limit: Annotated[Whole, _POSITIVE] = SandboxLimits().cpu
    memory_limit: Annotated[Whole, _POSITIVE] = SandboxLimits().memory // MIB
    disk_limit: Annotated[Whole, _POSITIVE] = SandboxLimits().disk // MIB
    task_limit: Annotated[Whole, _POSITIVE] = SandboxLimits().tasks

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
