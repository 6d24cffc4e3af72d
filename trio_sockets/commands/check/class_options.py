"""The options of ``trio-sockets check class``."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, final

from cyclopts import Group, Parameter
from cyclopts.validators import Number

from trio_sockets.check.checks.listed_clients import Mode
from trio_sockets.check.classroom.cage import MIB, Limits
from trio_sockets.check.classroom.plan import Role, Service
from trio_sockets.check.classroom.report_files import file_name
from trio_sockets.check.language import Language, language_of
from trio_sockets.check.report import Report
from trio_sockets.check.reports.files import ReportFileError, must_be_writable, write_report
from trio_sockets.commands.check.options import OptionalDialect

_POSITIVE = Parameter(validator=Number(gt=0))


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
    seed: int | None
        Repeats the chance of an earlier run. All submissions get the same.
    lang: Language | None
        Of the table and the reports; the locale's if it is left out.
    """

    service: Service | None = None
    role: Role | None = None
    dialect: OptionalDialect = None
    jobs: Annotated[int, _POSITIVE] = max(1, (os.cpu_count() or 1) - 1)
    mode: Mode = "plain"
    strict: Annotated[bool, Parameter(negative=())] = False
    seed: int | None = None
    lang: Language | None = None

    @property
    def language(self) -> Language:
        """The one to report in."""
        return self.lang or language_of(os.environ)


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

    csv: Path | None = None
    html: Path | None = None
    reports: Path | None = None

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

    def keep(self, name: str, report: Report, language: Language) -> None:
        """Write a submission's report.

        :raises ReportFileError: it cannot be written.
        """
        if self.reports is not None:
            for suffix in (".html", ".json"):
                path = self.reports / (file_name(name, report.subject) + suffix)
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

    time_limit: Annotated[float, _POSITIVE] = Limits().seconds
    cpu_limit: Annotated[int, _POSITIVE] = Limits().cpu
    memory_limit: Annotated[int, _POSITIVE] = Limits().memory // MIB
    disk_limit: Annotated[int, _POSITIVE] = Limits().disk // MIB
    task_limit: Annotated[int, _POSITIVE] = Limits().tasks

    @property
    def limits(self) -> Limits:
        """The same, in seconds and bytes."""
        return Limits(
            seconds=self.time_limit,
            cpu=self.cpu_limit,
            memory=self.memory_limit * MIB,
            disk=self.disk_limit * MIB,
            tasks=self.task_limit,
        )
