"""What a server owes after a soak, over samples that nobody took."""

from typing import Any

import pytest

from soak.judge import complaints
from soak.report import Counted, Sample, Seen
from soaking.soaked import MIB, REST, outcome, report, sample


def growing(mib_a_minute: float) -> tuple[Sample, ...]:
    return tuple(
        sample(seconds, memory=int((40 + mib_a_minute * seconds / 60) * MIB))
        for seconds in range(0, 601, 2)
    )


def test_who_did_all_right_hears_nothing() -> None:
    assert complaints(report()) == []


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"seen": Seen(1000, 100, wrong=["GAME 1"])}, "one: wrong: GAME 1"),
        ({"seen": Seen(1000, 100, lost=["reset"])}, "one: lost: reset"),
        ({"seen": Seen(0, 100)}, "one: served 0 requests and 100 games"),
        ({"seen": Seen(1000, 99)}, "one: counted 100 games, its clients 99"),
        (
            {"counted": Counted(1, 999, 0, 100)},
            "one: counted 999 messages, its clients 1000 replies",
        ),
        ({"logged": ["a fault"]}, "one: logged: a fault"),
        ({"exit_code": 1}, "one: exit code 1"),
        ({"exit_code": None}, "one: exit code None"),
    ],
)
def test_what_is_wrong_is_a_line(changes: dict[str, Any], complaint: str) -> None:
    assert complaints(report(outcome(**changes))) == [complaint]


@pytest.mark.parametrize(
    ("what", "before"), [("descriptors", 10), ("tasks", 7), ("connections", 0)]
)
def test_what_is_left_behind_is_a_leak(what: str, before: int) -> None:
    after = sample(0, **{"descriptors": 10, "tasks": 7, "connections": 0, what: before + 1})
    [complaint] = complaints(report(outcome(after=after)))
    assert complaint == f"one: {before + 1} {what} when all had gone, {before} before they came"


def test_orphans_are_nobodys_fault_nor_what_a_killed_worker_did_not_say() -> None:
    seen = Seen(requests=2000, games=120, orphaned=9)
    two = outcome(name="two", workers=2, seen=seen, samples=())
    assert complaints(report(two, seconds=60)) == []


@pytest.mark.parametrize(
    ("mib_a_minute", "complaint"),
    [
        (0.2, []),
        (0.5, ["one: memory +9.5% since minute 2"]),
        (-0.5, ["one: memory -9.9% since minute 2"]),
    ],
)
def test_memory_may_neither_grow_nor_shrink_by_more(
    mib_a_minute: float, complaint: list[str]
) -> None:
    leaking = outcome(samples=growing(mib_a_minute))
    assert complaints(report(leaking)) == complaint
    assert complaints(report(leaking, seconds=200)) == []  # too short to tell


def test_a_moment_of_much_memory_is_no_leak() -> None:
    samples = [
        sample(seconds, memory=(90 if seconds > 595 else 40) * MIB) for seconds in range(601)
    ]
    assert complaints(report(outcome(samples=samples))) == []


def test_workers_are_compared_when_there_are_as_many() -> None:
    def workers(seconds: int) -> Sample:
        replaced = seconds > 580
        processes, memory = (4, 60) if replaced else (3, 40)
        return sample(seconds, processes=processes, memory=memory * MIB)

    many = outcome(workers=2, samples=[workers(seconds) for seconds in range(601)])
    assert complaints(report(many)) == []


def test_memory_that_was_not_measured_is_not_taken_for_right() -> None:
    unmeasured = outcome(samples=[sample(seconds) for seconds in range(90)])
    assert complaints(report(unmeasured)) == ["one: its memory was not measured"]
    assert complaints(report(outcome(samples=()))) == ["one: its memory was not measured"]


def test_a_long_soak_without_a_fault_shows_nothing_about_it() -> None:
    faults = {"silence": 5, "resets": 0}
    assert complaints(report(faults=faults)) == ["resets: never made"]
    assert complaints(report(faults=faults, seconds=60)) == []


def test_at_rest_fewer_are_fine() -> None:
    assert complaints(report(outcome(before=sample(0), after=REST))) == []
