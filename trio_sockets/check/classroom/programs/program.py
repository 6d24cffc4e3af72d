"""Checks one program of a submission; the base for servers and clients."""

import shlex
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, final

import trio

from trio_sockets.address import Address, TcpAddress
from trio_sockets.check.checks.clients.listed import Mode
from trio_sockets.check.checks.in_language import checks_in_language
from trio_sockets.check.classroom.sandbox.allowance import Allowance
from trio_sockets.check.classroom.sandbox.sandbox import Sandbox
from trio_sockets.check.classroom.submissions.plan import PlannedProgram
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.harness.programs.program_language import program_language
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.report import Result
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.runner import applicable
from trio_sockets.check.tracing.again import Again, trace_findings
from trio_sockets.visible import visible
from trio_sockets.words import Translate, Words, say

STRIKES = 3
"""How often a program may exceed its limits: one check may drive even a correct program that far.
"""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The settings for checking a program.

    :param dialect: the dialect of the submission.
    :param expected: the dialect of the class. Its checks count even if the submission's own dialect
        does not have them.
    :param mode: whether a client's server is correct or also fails on purpose.
    :param seed: the seed of the checks' random numbers.
    :param fixed_ports: a lock to hold while a server with a fixed port runs, as all submissions of
        one sheet use the same port.
    """

    sandbox: Sandbox
    dialect: Dialect
    expected: Dialect
    mode: Mode
    seed: int
    allowance: Allowance
    fixed_ports: trio.Lock


class ProgramChecks(ABC):
    """The checks of one program, within its time and its limits.

    :param listed: all checks, in order.
    """

    def __init__(self, part: PlannedProgram, bench: Bench, listed: Sequence[Check[Any]]) -> None:
        self.part, self.bench = part, bench
        self.dialect = bench.dialect.of_service(part.service)
        self.list_checks(listed)
        self.remarks: list[Words] = []
        if bench.dialect != bench.expected:
            name = visible(bench.dialect.name)
            self.remarks.append(say("it was checked in its own dialect, {name}", name=name))
        self.address: Address | None = None
        """Where the server last listened, or where the client last looked for its server."""
        self.words: Sequence[str] = ()
        """The command, with this address in it."""
        self.environment: Mapping[str, str] = {}
        """The variables that a client was given."""
        self.has_fixed_port = False
        """Whether it takes no other port than the one where it was checked."""
        self._results: list[Result] = []
        self._strikes = len(bench.sandbox.strikes())
        self.scope = trio.CancelScope()
        self.again: Again | None = None
        """How it is started once more, as it was at last; None if it was not started."""

    def list_checks(self, listed: Sequence[Check[Any]]) -> None:
        """Take these for all checks there are, in the words of the program's language."""
        language = program_language(self.part.command, self.bench.sandbox.folder)
        self._listed = checks_in_language(listed, language)
        self.checks = applicable(self._listed, self.dialect, command=True)

    @abstractmethod
    async def run(self) -> None:
        """Run the checks; call `told` with each result."""

    async def results(self) -> tuple[Result, ...]:
        """Return a result for every check, including those that were not reached."""
        await self.run()
        strikes = self._own_strikes()
        sentences = {name: self.bench.sandbox.sentence(name) for name in strikes}
        self.remarks += sentences.values()
        if len(strikes) >= STRIKES:
            rest = Finding(verdict=Verdict.FAIL, words=sentences[strikes[-1]])
        else:
            words = say("the time of the submission ran out before this check")
            rest = Finding(verdict=Verdict.TIMEOUT, words=words)
        missing = self.checks[len(self._results) :]
        results = [*self._results, *(Result(check=check, finding=rest) for check in missing)]
        return tuple(self._with_those_left_out(results))

    async def traced(
        self, results: Sequence[Result], *, every: bool, translate: Translate
    ) -> tuple[Result, ...]:
        """Return the same results, with the calls of findings: see `trace_findings`."""
        if self.again is None:
            return tuple(results)
        async with self.bench.fixed_ports if self.has_fixed_port else nullcontext():
            return tuple(
                await trace_findings(
                    results, self.again, every=every, seed=self.bench.seed, translate=translate
                )
            )

    def _with_those_left_out(self, results: Sequence[Result]) -> Iterator[Result]:
        """Add a skipped result for each check that only the class's dialect has; it counts."""
        words = say("its own dialect has nothing for this check")
        rest = Finding(verdict=Verdict.SKIPPED, words=words)
        checked = {result.check.id: result for result in results}
        spoken = self.bench.expected.of_service(self.part.service)
        expected = {check.id for check in applicable(self._listed, spoken, command=True)}
        for check in self._listed:
            if check.id in checked:
                yield checked[check.id]
            elif check.id in expected:
                yield Result(check=check, finding=rest, counts=True)

    def remark(self, words: Words) -> None:
        """Add a remark, unless it is there."""
        if words.read() not in {remark.read() for remark in self.remarks}:
            self.remarks.append(words)

    def checked_at(self, address: TcpAddress) -> None:
        """Add a remark with the program's address, as it ignores the one that it is given."""
        words = say(
            "it was checked at {address}, as it ignores the address that it is given",
            address=str(address),
        )
        self.remarks.append(words)

    def started_as(self, command: Sequence[str]) -> None:
        """Add a remark with the words that it takes, as nobody has said them."""
        self.remarks.append(say("it was started as {words}", words=shlex.join(command)))

    def told(self, result: Result) -> None:
        """Record a result, and stop once the program has exceeded its limits too often."""
        self._results.append(result)
        if len(self._own_strikes()) >= STRIKES:
            self.scope.cancel()

    def _own_strikes(self) -> list[str]:
        return self.bench.sandbox.strikes()[self._strikes :]
