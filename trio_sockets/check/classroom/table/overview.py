"""What a class is to take up again: the checks that most programs fell at, and how marks spread."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import final

from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.check.reports.explained import Explained

POINTS = 5
"""How many points a class can take up again in one lesson."""

_NOT_LOOKED_AT = {Verdict.SKIPPED, Verdict.ERROR}
_FEWEST = 2


@final
@dataclass(slots=True)
class CheckTally:
    """How one check went over a whole class.

    :param teaches: what it is to learn from it, in a sentence.
    :param passed: programs that passed it, of those that were looked at.
    :param failed: programs that did not pass it, of those that were looked at.
    :param unclear: programs whose message the dialect cannot read: neither passed nor failed.
    :param not_looked_at: programs where an earlier mistake hid it, or where the checker failed.
    """

    subject: str
    id: str
    title: str
    teaches: str
    passed: int = 0
    failed: int = 0
    unclear: int = 0
    not_looked_at: int = 0

    @property
    def looked_at(self) -> int:
        """How many programs passed or failed."""
        return self.passed + self.failed

    @property
    def programs(self) -> int:
        """How many programs it applies to."""
        return self.looked_at + self.unclear + self.not_looked_at

    def add(self, shown: Explained) -> None:
        """Count the result of another program."""
        if shown.good:
            self.passed += 1
        elif shown.kind is Verdict.UNCLEAR:
            self.unclear += 1
        elif shown.kind in _NOT_LOOKED_AT:
            self.not_looked_at += 1
        else:
            self.failed += 1


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How the scores of the programs of one kind spread, in percent.

    :param subject: what they are: ``server game``.
    :param lower: a quarter of them has at most this; likewise `upper`.
    :param percents: all scores, in order.
    """

    subject: str
    least: float
    lower: float
    median: float
    upper: float
    most: float
    percents: tuple[float, ...] = field(default=())


def tallies(rows: Iterable[ProgramRow]) -> list[CheckTally]:
    """Return how each check went, in the order of the checks of each kind of program."""
    found: dict[tuple[str, str], CheckTally] = {}
    for row in rows:
        for shown in row.explained:
            empty = CheckTally(row.subject, shown.id, shown.title, shown.teaches)
            found.setdefault((row.subject, shown.id), empty).add(shown)
    subjects = list(dict.fromkeys(tally.subject for tally in found.values()))
    return sorted(found.values(), key=lambda tally: subjects.index(tally.subject))


def points(told: Sequence[CheckTally], most: int = POINTS) -> list[CheckTally]:
    """Return the checks that most programs fell at, the worst first; those of none are left out."""
    fallen = [tally for tally in told if tally.failed]
    # Of two with as many, that one is worse which fewer passed.
    return sorted(fallen, key=lambda tally: (-tally.failed, tally.passed))[:most]


def spreads(rows: Iterable[ProgramRow]) -> list[Spread]:
    """Return the spread of the scores of each kind of program."""
    scores: dict[str, list[float]] = {}
    for row in rows:
        if row.percent is not None:
            scores.setdefault(row.subject, []).append(row.percent)
    return [_spread(subject, sorted(percents)) for subject, percents in scores.items()]


def _spread(subject: str, percents: list[float]) -> Spread:
    quartiles = percents * 3
    if len(percents) >= _FEWEST:
        quartiles = statistics.quantiles(percents, n=4, method="inclusive")
    lower, median, upper = quartiles
    return Spread(
        subject=subject,
        least=percents[0],
        lower=lower,
        median=median,
        upper=upper,
        most=percents[-1],
        percents=tuple(percents),
    )
