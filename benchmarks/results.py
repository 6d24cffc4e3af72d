"""Medians over the rounds, and ratios that are computed within each round first."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from benchmarks.scenarios import SCENARIOS, Measured

Key = tuple[str, str]
"""A server's name and a scenario's."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A median and its spread."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """Sum up the values of all rounds."""
        return cls(statistics.median(values), min(values), max(values))

    def show(self, digits: int = 2) -> str:
        """Return it as a table shows it."""
        if self.median >= 1000:  # noqa: PLR2004 - where decimals say nothing more
            digits = 0
        return f"{self.median:,.{digits}f} ({self.least:,.{digits}f}-{self.most:,.{digits}f})"


class Results:
    """Everything measured in one run."""

    def __init__(self, measured: Iterable[Measured]) -> None:
        self._rows: dict[Key, dict[int, dict[str, float]]] = {}
        self.measured = list(measured)
        for one in self.measured:
            rounds = self._rows.setdefault((one.server, one.scenario), {})
            clients = SCENARIOS[one.scenario].clients
            row = one.sample.row()
            rounds[one.round] = row | {"memory_each": row["memory"] / clients}

    def servers(self, scenario: str) -> list[str]:
        """Return who was measured in a scenario."""
        return [server for server, in_scenario in self._rows if in_scenario == scenario]

    def scenarios(self) -> list[str]:
        """Return which were measured, in their usual order."""
        return [name for name in SCENARIOS if self.servers(name)]

    def figure(self, metric: str, server: str, scenario: str) -> Figure | None:
        """Return a metric's median, if it was measured."""
        rows = self._rows.get((server, scenario))
        return Figure.of([row[metric] for row in rows.values()]) if rows else None

    def ratio(self, metric: str, above: Key, below: Key) -> Figure | None:
        """Return the median of the rounds' ratios: what slowed a round slowed both its sides."""
        tops, bottoms = self._rows.get(above, {}), self._rows.get(below, {})
        ratios = [
            tops[number][metric] / bottoms[number][metric]
            for number in tops.keys() & bottoms.keys()
            if bottoms[number][metric]
        ]
        return Figure.of(ratios) if ratios else None
