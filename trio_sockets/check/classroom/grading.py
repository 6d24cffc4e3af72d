"""Grading one submission: its programs are built, started in a cage, and checked."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import final

import trio

from trio_sockets.check.checks.listed_clients import Mode
from trio_sockets.check.classroom.allowance import Allowance
from trio_sockets.check.classroom.build import build
from trio_sockets.check.classroom.cage import Limits, open_cage
from trio_sockets.check.classroom.client_program import ClientChecks
from trio_sockets.check.classroom.plan import Part, PlanError
from trio_sockets.check.classroom.problem import ProblemError
from trio_sockets.check.classroom.program import Bench
from trio_sockets.check.classroom.rows import Row
from trio_sockets.check.classroom.server_program import ServerChecks
from trio_sockets.check.classroom.submissions import Submission
from trio_sockets.check.dialect import Dialect
from trio_sockets.check.dialect_file import DialectError, load_dialect
from trio_sockets.check.report import Report
from trio_sockets.check.reports.explained import explain
from trio_sockets.check.scenario import ScenarioError
from trio_sockets.check.words import Translate, Words, in_english, say
from trio_sockets.visible import visible


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Grader:
    """Grades submissions, each as the others.

    :param dialect: of the class. Its weights hold for all; a submission may have its own words.
    :param jobs: how many run at once.
    :param mode: how well the server of a client behaves.
    :param seed: of every submission's chance: all get the same.
    :param strict: what is lenient counts as failed.
    :param translate: gives sentences in the language of the class.
    :param keep: is called with the name of a submission and each of its reports. Afterwards they
        lose their transcripts, which may be large.
    """

    dialect: Dialect
    limits: Limits
    jobs: int
    seed: int
    mode: Mode = "plain"
    strict: bool = False
    translate: Translate = in_english
    keep: Callable[[str, Report], object] = lambda _name, _report: None
    fixed_ports: trio.Lock = field(default_factory=trio.Lock)

    async def grade(self, submission: Submission) -> list[Row]:
        """Return a row for each of its programs, or one that says why it cannot be graded."""
        if submission.problem is not None:
            return [self.not_graded(submission, submission.problem)]
        try:
            return await self._grade(submission)
        except ProblemError as error:
            return [self.not_graded(submission, error.words)]
        except (DialectError, ScenarioError, OSError) as error:
            return [self.not_graded(submission, say("{error}", error=str(error)))]

    def not_graded(self, submission: Submission, problem: Words) -> Row:
        """Return the row of a submission that cannot be."""
        return Row(name=submission.name, problem=problem.read(self.translate))

    async def _grade(self, submission: Submission) -> list[Row]:
        own = submission.plan.dialect
        dialect = self.dialect if own is None else load_dialect(own)
        if not dialect.game and any(part.service == "game" for part in submission.plan.parts):
            raise PlanError(say("the dialect {name} says nothing of the game", name=dialect.name))
        allowance = Allowance(self.limits.seconds)
        async with open_cage(submission.folder, self.limits, self.jobs) as cage:
            problem: Words | None = say("it took too long to build")
            with allowance:
                problem = await build(cage, submission.plan.build)
            if problem is not None:
                return [self.not_graded(submission, problem)]
            bench = Bench(
                cage=cage,
                dialect=dialect,
                expected=self.dialect,
                mode=self.mode,
                seed=self.seed,
                allowance=allowance,
                fixed_ports=self.fixed_ports,
            )
            return [await self._row(submission.name, part, bench) for part in submission.plan.parts]

    async def _row(self, name: str, part: Part, bench: Bench) -> Row:
        began = trio.current_time()
        kinds = {"server": ServerChecks, "client": ClientChecks}
        checks = kinds[part.role](part, bench)
        results = await checks.results()
        report = Report(
            subject=part.subject,
            where=visible(shlex.join(part.command)),
            dialect=visible(bench.dialect.name),
            seed=self.seed,
            results=results,
            address=checks.address,
            command=tuple(map(visible, checks.words)),
            strict=self.strict,
            weights=self.dialect.weights,
        )
        self.keep(name, report)
        explained = tuple(explain(report, result, self.translate) for result in report.results)
        light = tuple(replace(result, transcript=None) for result in results)
        return Row(
            name=name,
            subject=part.subject,
            report=replace(report, results=light),
            explained=explained,
            remarks=tuple(remark.read(self.translate) for remark in checks.remarks),
            seconds=trio.current_time() - began,
        )
