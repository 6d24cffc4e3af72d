"""What the process that grades one submission is given, and what it says."""

from dataclasses import dataclass
from typing import Any, final

from trio_sockets.check.checks.clients.listed import Mode
from trio_sockets.check.classroom.sandbox.box import ProgramBox
from trio_sockets.check.classroom.sandbox.sandbox import SandboxLimits
from trio_sockets.check.classroom.submissions.finding import Submission
from trio_sockets.check.classroom.submissions.plan import Service
from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.model.report import Report
from trio_sockets.language import Language


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A submission, and the rules by which it is graded; see `Grader`.

    :param learns: whether what the dialect does not understand is learned.
    """

    submission: Submission
    box: ProgramBox
    dialect: Dialect
    limits: SandboxLimits
    jobs: int
    seed: int
    mode: Mode
    strict: bool
    trace: bool | None
    language: Language
    learns: bool


@final
@dataclass(frozen=True, slots=True)
class Kept:
    """A whole report, to be written."""

    name: str
    report: Report


@final
@dataclass(frozen=True, slots=True)
class HasLearned:
    """How a program speaks; the answer says whether others speak so, too."""

    name: str
    service: Service
    learned: Any


@final
@dataclass(frozen=True, slots=True)
class Done:
    """The rows of the submission, which end the conversation."""

    rows: list[ProgramRow]
