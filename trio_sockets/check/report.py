"""What a run of checks found, as values: the reports are made of these."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

from trio_sockets.address import Address
from trio_sockets.check.case import Check
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import Finding, Verdict
from trio_sockets.check.words import Words


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How one check ended.

    :param check: what was checked.
    :param transcript: what happened; of the second try, if there was one. None if it was skipped.
    :param seconds: it took.
    :param flaky: it was tried twice, and the second verdict differs from the first.
    :param gone: how the program ended meanwhile, or that it goes on; and what it printed at last.
    """

    check: Check[Any]
    finding: Finding
    transcript: Transcript | None = None
    seconds: float = 0.0
    flaky: bool = False
    gone: Words | None = None

    @property
    def verdict(self) -> Verdict:
        """The finding's."""
        return self.finding.verdict


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How all of them ended, in their order.

    :param subject: what was checked, as the command line named it: ``server game``.
    :param where: the address, or the command.
    :param address: where the program listened at last, or where it looked for its server.
    :param command: the words that started it; none if it ran already.
    :param seed: with it, the checker draws the same numbers again.
    :param complete: no check was left out because an earlier one failed.
    :param strict: what is lenient counts as failed.
    :param weights: points of a check, by its id; 1 if it is not there.
    """

    subject: str
    where: str
    dialect: str
    seed: int
    results: tuple[Result, ...]
    address: Address | None = None
    command: tuple[str, ...] = ()
    complete: bool = True
    strict: bool = False
    weights: Mapping[str, float]

    def is_good(self, result: Result) -> bool:
        """Whether a check passed, as strictly as was asked for."""
        return result.verdict is Verdict.PASS or (result.verdict.good and not self.strict)

    @property
    def passed(self) -> bool:
        """Whether all of them did."""
        return self.complete and all(map(self.is_good, self.results))

    def points(self, result: Result) -> float:
        """Return what a check is worth."""
        return self.weights.get(result.check.id, 1.0)

    @property
    def score(self) -> tuple[float, float]:
        """Points earned, and points there are among the checks that were run or skipped."""
        earned = sum(self.points(result) for result in self.results if self.is_good(result))
        return earned, sum(map(self.points, self.results))
