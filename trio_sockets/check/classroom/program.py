"""Checking one program of a submission: what servers and clients have in common here."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, final

import trio

from trio_sockets.address import Address, TcpAddress
from trio_sockets.check.case import Check
from trio_sockets.check.checks.listed_clients import Mode
from trio_sockets.check.classroom.allowance import Allowance
from trio_sockets.check.classroom.cage import Cage
from trio_sockets.check.classroom.plan import Part
from trio_sockets.check.dialect import Dialect
from trio_sockets.check.report import Result
from trio_sockets.check.runner import applicable
from trio_sockets.check.verdict import Finding, Verdict
from trio_sockets.check.words import Words, say
from trio_sockets.visible import visible

STRIKES = 3
"""How often a program may leave its bounds: one check may drive an honest one that far."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What a program is checked with.

    :param dialect: of the submission.
    :param expected: of the class: what a program's own dialect has no checks for is missing.
    :param mode: how well the server of a client behaves.
    :param seed: of the checks' chance.
    :param fixed_ports: held by whoever starts a server that does not take the port it is told:
        there is one of each port, and thirty submissions of one sheet want the same.
    """

    cage: Cage
    dialect: Dialect
    expected: Dialect
    mode: Mode
    seed: int
    allowance: Allowance
    fixed_ports: trio.Lock


class ProgramChecks(ABC):
    """The checks of one program, within its time and its bounds.

    :param listed: all there are, in their order.
    """

    def __init__(self, part: Part, bench: Bench, listed: Sequence[Check[Any]]) -> None:
        self.part, self.bench, self._listed = part, bench, listed
        self.checks = applicable(listed, bench.dialect, command=True)
        self.remarks: list[Words] = []
        if bench.dialect != bench.expected:
            name = visible(bench.dialect.name)
            self.remarks.append(say("it was checked in its own dialect, {name}", name=name))
        self.address: Address | None = None
        """Where it listened, or looked for its server, at last."""
        self.words: Sequence[str] = ()
        """Its command, with that address in it."""
        self._results: list[Result] = []
        self._strikes = len(bench.cage.strikes())
        self.scope = trio.CancelScope()

    @abstractmethod
    async def run(self) -> None:
        """Run the checks; call `told` with each result."""

    async def results(self) -> tuple[Result, ...]:
        """Return a result for every check, also for those that were not reached."""
        await self.run()
        strikes = self._own_strikes()
        sentences = {name: self.bench.cage.sentence(name) for name in strikes}
        self.remarks += sentences.values()
        if len(strikes) >= STRIKES:
            rest = Finding(verdict=Verdict.FAIL, words=sentences[strikes[-1]])
        else:
            words = say("the time of the submission was over before this check")
            rest = Finding(verdict=Verdict.TIMEOUT, words=words)
        missing = self.checks[len(self._results) :]
        results = [*self._results, *(Result(check=check, finding=rest) for check in missing)]
        return tuple(self._with_those_left_out(results))

    def _with_those_left_out(self, results: Sequence[Result]) -> Iterator[Result]:
        """Skip what the class's dialect has a check for: nobody has fewer points to lose."""
        words = say("its own dialect has nothing to check here")
        rest = Finding(verdict=Verdict.SKIPPED, words=words)
        checked = {result.check.id: result for result in results}
        expected = {
            check.id for check in applicable(self._listed, self.bench.expected, command=True)
        }
        for check in self._listed:
            if check.id in checked:
                yield checked[check.id]
            elif check.id in expected:
                yield Result(check=check, finding=rest)

    def checked_at(self, address: TcpAddress) -> None:
        """Remark where the program was checked, as it does not take what it is told."""
        words = say("it was checked at {address}, whatever it is told", address=str(address))
        self.remarks.append(words)

    def told(self, result: Result) -> None:
        """Take note of a result, and stop when the program has left its bounds too often."""
        self._results.append(result)
        if len(self._own_strikes()) >= STRIKES:
            self.scope.cancel()

    def _own_strikes(self) -> list[str]:
        return self.bench.cage.strikes()[self._strikes :]
