"""What a run comes to: points of what could be looked at, and how much that was."""

from dataclasses import replace

import pytest

from helpers import sample_report as sample
from trio_sockets.check.model.report import Report, Result
from trio_sockets.check.model.score import CheckScore
from trio_sockets.check.model.verdict import Finding, Verdict


def result(id_: str, verdict: Verdict, *, counts: bool = False) -> Result:
    finding = Finding(verdict=verdict)
    return Result(check=sample.check(id_), finding=finding, counts=counts)


def report(*results: Result, strict: bool = False) -> Report:
    return replace(sample.report(*results, strict=strict), weights={"a.02": 3.0})


PASS = result("a.01", Verdict.PASS)
LENIENT = result("a.02", Verdict.LENIENT)
FAIL = result("a.03", Verdict.FAIL)
LATE = result("a.04", Verdict.TIMEOUT)
UNCLEAR = result("a.05", Verdict.UNCLEAR)
ERROR = result("a.06", Verdict.ERROR)
SKIPPED = result("a.07", Verdict.SKIPPED)
SKIPPED_FOR_IT = result("a.08", Verdict.SKIPPED, counts=True)


@pytest.mark.parametrize(
    ("results", "score"),
    [
        ([PASS, LENIENT, FAIL, LATE], CheckScore(4, 6, 6, 6)),
        ([PASS, FAIL, SKIPPED, SKIPPED], CheckScore(1, 2, 2, 4)),
        ([PASS, ERROR], CheckScore(1, 1, 1, 2)),
        ([PASS, UNCLEAR, SKIPPED_FOR_IT, SKIPPED], CheckScore(1, 3, 1, 4)),
        ([], CheckScore()),
    ],
)
def test_the_score_has_what_counts_and_what_was_looked_at(
    results: list[Result], score: CheckScore
) -> None:
    assert report(*results).score == score


def test_both_figures_are_shares_of_a_hundred() -> None:
    score = report(PASS, FAIL, SKIPPED, SKIPPED).score
    assert (score.percent, score.coverage) == (50, 50)
    assert (CheckScore().percent, CheckScore().coverage) == (None, None)


def test_nothing_is_earned_by_what_nobody_understands() -> None:
    garbage = report(PASS, UNCLEAR, *[SKIPPED_FOR_IT] * 50).score
    assert garbage.percent == pytest.approx(100 / 52)


@pytest.mark.parametrize(
    ("results", "strict", "passed", "undecided"),
    [
        ([PASS, LENIENT], False, True, False),
        ([PASS, LENIENT], True, False, False),
        ([PASS, UNCLEAR, SKIPPED_FOR_IT], False, False, True),
        ([PASS, UNCLEAR], True, False, True),
        ([LENIENT, UNCLEAR], True, False, False),
        ([PASS, UNCLEAR, FAIL], False, False, False),
        ([UNCLEAR, ERROR], False, False, False),
    ],
)
def test_an_unclear_run_has_neither_passed_nor_failed(
    results: list[Result],
    strict: bool,  # noqa: FBT001 - a case
    passed: bool,  # noqa: FBT001 - likewise
    undecided: bool,  # noqa: FBT001 - likewise
) -> None:
    found = report(*results, strict=strict)
    assert (found.passed, found.undecided) == (passed, undecided)
