"""What a class is to take up again, and how its scores spread."""

from check.classroom.class_rows import result, row
from trio_sockets.check.classroom.table.overview import points, spreads, tallies
from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.check.model.verdict import Verdict

FAIL, SKIPPED, UNCLEAR = Verdict.FAIL, Verdict.SKIPPED, Verdict.UNCLEAR


def test_failed_unclear_and_not_looked_at_are_three_things() -> None:
    verdicts = [FAIL, Verdict.TIMEOUT, UNCLEAR, SKIPPED, Verdict.ERROR, Verdict.PASS]
    [told] = tallies(row(str(each), result("echo.01", each)) for each in verdicts)
    assert (told.failed, told.unclear, told.not_looked_at, told.passed) == (2, 1, 2, 1)
    assert (told.looked_at, told.programs) == (3, 6)


def test_most_fell_at_the_first_point_and_nobody_at_none() -> None:
    rows = [
        row("a", result("x.1", FAIL), result("x.2", FAIL), result("x.3", UNCLEAR), result("x.4")),
        row("b", result("x.1"), result("x.2", FAIL), result("x.3", SKIPPED), result("x.4", FAIL)),
        row("c", result("x.1"), result("x.2", FAIL), result("x.3"), result("x.4", SKIPPED)),
    ]
    told = tallies(rows)
    assert [each.id for each in told] == ["x.1", "x.2", "x.3", "x.4"]
    assert [each.id for each in points(told)] == ["x.2", "x.4", "x.1"]
    assert [each.id for each in points(told, most=1)] == ["x.2"]


def test_programs_of_two_kinds_are_told_apart() -> None:
    rows = [
        row("a", result("x.1", FAIL)),
        row("a", result("x.1"), subject="client game"),
        row("b", result("x.1"), result("x.2")),
    ]
    told = [(each.subject, each.id, each.failed) for each in tallies(rows)]
    assert told == [("server echo", "x.1", 1), ("server echo", "x.2", 0), ("client game", "x.1", 0)]
    assert [each.subject for each in spreads(rows)] == ["server echo", "client game"]


def test_the_median_has_as_many_above_as_below() -> None:
    scores = [[True] * passed + [False] * (4 - passed) for passed in (4, 0, 1, 2)]
    rows = [
        row(
            str(number),
            *(result(f"x.{n}", Verdict.PASS if good else FAIL) for n, good in enumerate(each)),
        )
        for number, each in enumerate(scores)
    ]
    [spread] = spreads([*rows, ProgramRow(name="z", problem="no server found")])
    assert list(spread.percents) == [0, 25, 50, 100]
    assert (spread.least, spread.median, spread.most) == (0, 37.5, 100)
    assert (spread.lower, spread.upper) == (18.75, 62.5)


def test_one_program_is_its_own_median() -> None:
    [spread] = spreads([row("a", result("x.1"), result("x.2", FAIL))])
    assert (spread.lower, spread.median, spread.upper) == (50, 50, 50)
    assert spreads([]) == []
