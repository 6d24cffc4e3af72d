"""Grades one submission: builds its programs, runs them in a sandbox and checks them."""

import shlex
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import final

import trio

from trio_sockets.address import TcpAddress
from trio_sockets.check.checks.clients.listed import Mode
from trio_sockets.check.checks.ids import check_ids
from trio_sockets.check.classroom.problem import ProblemError
from trio_sockets.check.classroom.programs.build import Builder
from trio_sockets.check.classroom.programs.client_program import ClientChecks
from trio_sockets.check.classroom.programs.learning import ClassLearner
from trio_sockets.check.classroom.programs.program import Bench, ProgramChecks
from trio_sockets.check.classroom.programs.server_program import ServerChecks
from trio_sockets.check.classroom.sandbox.allowance import Allowance
from trio_sockets.check.classroom.sandbox.box import ProgramBox
from trio_sockets.check.classroom.sandbox.sandbox import SandboxLimits, open_sandbox
from trio_sockets.check.classroom.submissions.finding import Submission
from trio_sockets.check.classroom.submissions.plan import BuildStep, PlanError, PlannedProgram
from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.dialect.pattern_file import DialectError
from trio_sockets.check.harness.programs.runnable import why_not_runnable
from trio_sockets.check.harness.scenario import ScenarioError
from trio_sockets.check.model.notices import of_dialect, of_grade
from trio_sockets.check.model.report import Report, Result
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.check.reports.explained import explain
from trio_sockets.check.reports.offer import is_not_understood
from trio_sockets.visible import visible
from trio_sockets.words import Translate, Words, in_english, say


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Grader:
    """Grades submissions, all by the same rules.

    :param dialect: the dialect of the class. Its weights apply to all submissions, even to one with
        its own dialect.
    :param jobs: how many submissions run at once.
    :param mode: whether a client's server is correct or also fails on purpose.
    :param seed: the seed of the random numbers, the same for all submissions.
    :param strict: count a lenient pass as a failure.
    :param translate: translates sentences into the language of the class.
    :param trace: every finding is run again to draw its calls; False: none; None: the first.
    :param box: what the programs may not see; see `Sandbox`.
    :param learner: of what the dialect does not understand; None: that is left so.
    :param keep: is called with the name of a submission and each of its reports. Afterwards they
        lose their transcripts and calls, which may be large.
    """

    dialect: Dialect
    limits: SandboxLimits
    jobs: int
    seed: int
    mode: Mode = "plain"
    strict: bool = False
    translate: Translate = in_english
    trace: bool | None = None
    box: ProgramBox | None = None
    learner: ClassLearner | None = None
    keep: Callable[[str, Report], object] = lambda _name, _report: None
    fixed_ports: trio.Lock = field(default_factory=trio.Lock)

    async def grade(self, submission: Submission) -> list[ProgramRow]:
        """Return a row for each program, or one row with the reason why it cannot be graded."""
        if submission.problem is not None:
            return [self.not_graded(submission, submission.problem)]
        try:
            return await self._grade(submission)
        except (ProblemError, DialectError, ScenarioError) as error:
            return [self.not_graded(submission, error.words)]
        except OSError as error:
            return [self.not_graded(submission, say("{error}", error=str(error)))]

    def not_graded(self, submission: Submission, problem: Words) -> ProgramRow:
        """Return the row of a submission that cannot be graded."""
        return ProgramRow(name=submission.name, problem=problem.read(self.translate))

    async def _grade(self, submission: Submission) -> list[ProgramRow]:
        own = submission.plan.dialect
        dialect = self.dialect if own is None else load_dialect(own, check_ids())
        if not dialect.game and any(part.service == "game" for part in submission.plan.parts):
            raise PlanError(say("the dialect {name} says nothing of the game", name=dialect.name))
        allowance = Allowance(self.limits.seconds)
        async with open_sandbox(submission.folder, self.limits, self.jobs, self.box) as sandbox:
            builder = Builder(sandbox)
            shared = [BuildStep((command,)) for command in submission.plan.build]
            problem = await _built(builder, shared, allowance)
            if problem is not None:
                return [self.not_graded(submission, problem)]
            bench = Bench(
                sandbox=sandbox,
                dialect=dialect,
                expected=self.dialect,
                mode=self.mode,
                seed=self.seed,
                allowance=allowance,
                fixed_ports=self.fixed_ports,
            )
            return [
                await self._built_row(submission, part, bench, builder)
                for part in submission.plan.parts
            ]

    async def _built_row(
        self, submission: Submission, part: PlannedProgram, bench: Bench, builder: Builder
    ) -> ProgramRow:
        problem = await _built(builder, part.build, bench.allowance)
        if problem is not None and part.file:
            problem = say("{file}: {error}", file=part.file, error=problem)
        if problem is None:
            problem = await trio.to_thread.run_sync(_not_there, part, bench.sandbox.folder)
        if problem is not None:
            return replace(self.not_graded(submission, problem), subject=part.subject)
        return await self._row(submission.name, part, bench)

    async def _row(self, name: str, part: PlannedProgram, bench: Bench) -> ProgramRow:
        began = trio.current_time()
        kinds = {"server": ServerChecks, "client": ClientChecks}
        checks: ProgramChecks = kinds[part.role](part, bench)
        results = await checks.results()
        not_understood = part.role == "server" and is_not_understood(part.subject, results)
        if not_understood and self.learner is not None:
            checks, results = await self._learned(name, part, bench, checks, results)
        if self.trace is not False:
            results = await checks.traced(
                results, every=self.trace is True, translate=self.translate
            )
        unclear = sum(result.verdict is Verdict.UNCLEAR for result in results)
        remarks = (*checks.remarks, *of_dialect(checks.dialect))
        report = Report(
            name=name,
            subject=part.subject,
            where=visible(shlex.join(part.command)),
            dialect=visible(checks.dialect.name),
            seed=self.seed,
            results=results,
            address=checks.address,
            command=tuple(map(visible, checks.words)),
            environment=checks.environment,
            strict=self.strict,
            weights=self.dialect.weights,
            notices=(*remarks, *of_grade(checks.dialect, unclear=unclear)),
        )
        self.keep(name, report)
        mark = _mark(name, part)
        explained = tuple(
            explain(report, result, self.translate, mark=mark) for result in report.results
        )
        light = tuple(replace(result, transcript=None, traced=None) for result in results)
        return ProgramRow(
            name=name,
            subject=part.subject,
            report=replace(report, results=light),
            explained=explained,
            remarks=tuple(remark.read(self.translate) for remark in remarks),
            seconds=trio.current_time() - began,
            not_understood=not_understood,
        )

    async def _learned(
        self,
        name: str,
        part: PlannedProgram,
        bench: Bench,
        checks: ProgramChecks,
        results: tuple[Result, ...],
    ) -> tuple[ProgramChecks, tuple[Result, ...]]:
        """Check a server again, by what is learned of it; keep its results if nothing is."""
        assert self.learner is not None  # noqa: S101 - it is called with one only
        fixed = checks.address.port if isinstance(checks.address, TcpAddress) else 0
        port = fixed if checks.has_fixed_port else 0
        async with self.fixed_ports if port else nullcontext():
            learned = await self.learner.learn(name, part, bench, port)
        if isinstance(learned, Words):
            checks.remarks.append(learned)
            return checks, results
        dialect, remark = learned
        bench.allowance.left = self.limits.seconds
        again = ServerChecks(part, replace(bench, dialect=dialect, expected=dialect))
        again.remarks.append(remark)
        return again, await again.results()


async def _built(
    builder: Builder, steps: Sequence[BuildStep], allowance: Allowance
) -> Words | None:
    """Build within the time of the submission; return why it cannot be built, or None."""
    with allowance:
        return await builder.build(steps)
    return say("it took too long to build")


def _not_there(part: PlannedProgram, folder: Path) -> Words | None:
    """Say that a program, which was found by its name, needs what this machine lacks."""
    program = part.command[0]
    if not part.file or why_not_runnable(program, folder) is None:
        return None
    if Path(program).name == program:
        return say(
            "{file} is there, but this machine has no {program} to start it: install that, or "
            "write check.toml",
            file=part.file,
            program=program,
        )
    return None  # its checks say it


def _mark(name: str, part: PlannedProgram) -> str:
    """Return what tells a program from all others on the page of a class."""
    words = f"{name}/{part.subject}".encode(errors="surrogateescape")
    return sha256(words).hexdigest()[:8]
