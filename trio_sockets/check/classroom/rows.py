"""The rows of a class's table, as values: every way to write it down is made of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import final

from trio_sockets.check.report import Report
from trio_sockets.check.reports.explained import Explained
from trio_sockets.check.verdict import Verdict


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One program of a submission, graded or not.

    :param name: of the submission: its folder's, which may hold anything.
    :param subject: what was checked: ``server game``; empty if nothing could be.
    :param report: None if it could not be graded. Its results may have lost their transcripts.
    :param explained: its results, in their order, as a person reads them.
    :param problem: why it could not be graded; empty if it could.
    :param remarks: what a teacher should know beside the verdicts.
    :param seconds: it took.
    """

    name: str
    subject: str = ""
    report: Report | None = None
    explained: tuple[Explained, ...] = ()
    problem: str = ""
    remarks: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many checks ended in each way."""
        results = self.report.results if self.report is not None else ()
        counted = Counter(result.verdict for result in results)
        return {verdict: counted[verdict] for verdict in Verdict}

    @property
    def score(self) -> tuple[float, float]:
        """Points earned, and points there are."""
        return self.report.score if self.report is not None else (0.0, 0.0)

    @property
    def percent(self) -> float | None:
        """The points earned, of 100; None if there are none to earn."""
        earned, there = self.score
        return 100 * earned / there if there else None

    @property
    def first_fault(self) -> Explained | None:
        """The first check that did not pass: what to mend first."""
        return next((shown for shown in self.explained if not shown.good), None)


@final
@dataclass(frozen=True, slots=True)
class Column:
    """One check, over a class.

    :param passed: how many programs passed it.
    :param total: how many it was meant for.
    """

    id: str
    title: str
    passed: int
    total: int


def columns(rows: Iterable[Row]) -> list[Column]:
    """Return the checks of some rows, in the order in which they were run."""
    titles: dict[str, str] = {}
    passed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for shown in (shown for row in rows for shown in row.explained):
        titles.setdefault(shown.id, shown.title)
        total[shown.id] += 1
        passed[shown.id] += shown.good
    return [Column(id_, title, passed[id_], total[id_]) for id_, title in titles.items()]
