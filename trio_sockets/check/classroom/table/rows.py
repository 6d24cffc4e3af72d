"""The rows of a class's table, as values for all output formats."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import final

from trio_sockets.check.model.report import Report
from trio_sockets.check.model.score import CheckScore
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.check.reports.explained import Explained
from trio_sockets.check.reports.questions import Question, questions_of

_UNCLEAR = Verdict.UNCLEAR


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramRow:
    """One program of a submission, graded or not.

    :param name: the name of the submission's folder, which may be any text.
    :param subject: what was checked, such as ``server game``; empty if nothing could be checked.
    :param report: the report, perhaps without transcripts; None if the program could not be graded.
    :param explained: the explained results, in order.
    :param problem: the reason why it could not be graded; empty if it could be.
    :param remarks: remarks for the teacher, besides the verdicts.
    :param not_understood: whether the class's dialect understands none of its messages.
    :param seconds: how long the grading took.
    """

    name: str
    subject: str = ""
    report: Report | None = None
    explained: tuple[Explained, ...] = ()
    problem: str = ""
    remarks: tuple[str, ...] = ()
    seconds: float = 0.0
    not_understood: bool = False

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """The number of checks with each verdict."""
        results = self.report.results if self.report is not None else ()
        counted = Counter(result.verdict for result in results)
        return {verdict: counted[verdict] for verdict in Verdict}

    @property
    def score(self) -> CheckScore:
        """The points earned, and how many checks could be decided."""
        return self.report.score if self.report is not None else CheckScore()

    @property
    def percent(self) -> float | None:
        """The points earned as a percentage of the possible ones; None if none are possible."""
        return self.score.percent

    @property
    def coverage(self) -> float | None:
        """The percentage of the points whose checks were decided; None if there were no checks."""
        return self.score.coverage

    @property
    def undecided(self) -> bool:
        """Whether its grade is open because a check is unclear."""
        return self.report is not None and bool(self.report.unclear)

    @property
    def questions(self) -> list[Question]:
        """The program's messages that the dialect cannot read."""
        return questions_of(self.report.results if self.report is not None else ())

    @property
    def known(self) -> list[str]:
        """The mistakes that were taken as known for some of its checks, each once."""
        return list(dict.fromkeys(known for shown in self.explained for known in shown.known))

    @property
    def first_fault(self) -> Explained | None:
        """The first check that failed or, if none failed, the first that is unclear."""
        first = (shown for shown in self.explained if not shown.good)
        bad = (shown for shown in self.explained if shown.bad and shown.kind is not _UNCLEAR)
        return next(chain(bad, first), None)

    @property
    def why(self) -> str:
        """The program's last output before its first fault; empty if the fault quotes it."""
        fault = self.first_fault
        if fault is None or fault.last_words in fault.what:
            return ""
        return fault.last_words


@final
@dataclass(frozen=True, slots=True)
class CheckColumn:
    """One check over a whole class.

    :param passed: how many programs passed it.
    :param total: how many programs the check applied to.
    """

    id: str
    title: str
    passed: int
    total: int


def columns(rows: Iterable[ProgramRow]) -> list[CheckColumn]:
    """Return the checks of some rows, in the order of their runs."""
    titles: dict[str, str] = {}
    passed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for shown in (shown for row in rows for shown in row.explained):
        titles.setdefault(shown.id, shown.title)
        total[shown.id] += 1
        passed[shown.id] += shown.good
    return [CheckColumn(id_, title, passed[id_], total[id_]) for id_, title in titles.items()]
