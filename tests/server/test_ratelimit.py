"""Which events are logged and which are counted, at exact times."""

import pytest

from trio_sockets.server.ratelimit import PER_HOST, PER_KIND, WINDOW, LeftOut, RateLimit

HOSTS = [f"192.0.2.{number}" for number in range(256)]


def admitted(limit: RateLimit[str], times: int, host: str = HOSTS[0], now: float = 0) -> int:
    """Return how many of so many events would be logged."""
    return sum(limit.admits("reset", host, now) for _ in range(times))


@pytest.fixture
def limit() -> RateLimit[str]:
    return RateLimit()


def test_the_first_of_a_host_are_logged_and_the_others_counted(limit: RateLimit[str]) -> None:
    assert [limit.admits("reset", "host", 0) for _ in range(PER_HOST)] == PER_HOST * [True]
    assert admitted(limit, 4711, "host", now=1) == 0
    assert list(limit.over(WINDOW)) == [LeftOut("reset", 4711, WINDOW)]


def test_one_host_does_not_hide_the_events_of_others(limit: RateLimit[str]) -> None:
    assert admitted(limit, 1000, HOSTS[0]) == PER_HOST
    assert admitted(limit, 1, HOSTS[1]) == 1


def test_many_hosts_have_one_bound(limit: RateLimit[str]) -> None:
    assert sum(admitted(limit, 1000, host) for host in HOSTS) == PER_KIND
    [left_out] = limit.rest(1)
    assert left_out.times == 1000 * len(HOSTS) - PER_KIND


def test_no_more_hosts_are_known_than_lines_were_logged(limit: RateLimit[str]) -> None:
    for number in range(100_000):
        limit.admits("reset", f"host {number}", 0)
    [window] = limit._windows.values()
    assert len(window.logged) == PER_KIND


def test_each_kind_has_its_own_bound(limit: RateLimit[str]) -> None:
    assert admitted(limit, PER_HOST + 1) == PER_HOST
    assert limit.admits("busy", HOSTS[0], 0)


def test_those_without_a_host_are_bounded_as_one(limit: RateLimit[str]) -> None:
    assert sum(limit.admits("reset", None, 0) for _ in range(1000)) == PER_HOST


def test_a_window_begins_with_its_first_event_and_is_over_10_s_later(
    limit: RateLimit[str],
) -> None:
    assert admitted(limit, PER_HOST, now=5) == PER_HOST
    assert admitted(limit, 1, now=14.999) == 0
    assert not list(limit.over(14.999))
    assert list(limit.over(15)) == [LeftOut("reset", 1, WINDOW)]
    assert admitted(limit, 1000, now=15) == PER_HOST


def test_where_nothing_was_left_out_a_new_window_begins_by_itself(limit: RateLimit[str]) -> None:
    assert admitted(limit, PER_HOST, now=0) == PER_HOST
    assert admitted(limit, PER_HOST, now=10) == PER_HOST


def test_what_comes_between_the_end_of_a_window_and_its_summary_is_counted_in_it(
    limit: RateLimit[str],
) -> None:
    admitted(limit, PER_HOST + 1, now=0)
    assert admitted(limit, 1, now=10.5) == 0
    assert list(limit.over(11)) == [LeftOut("reset", 2, 11)]


def test_it_is_due_when_the_first_window_that_left_something_out_is_over(
    limit: RateLimit[str],
) -> None:
    assert limit.due() is None
    limit.admits("quiet", None, 0)
    assert limit.due() is None
    admitted(limit, PER_HOST + 1, now=3)
    for _ in range(PER_HOST + 1):
        limit.admits("busy", None, 2)
    assert limit.due() == 12
    assert [left_out.kind for left_out in limit.over(12)] == ["busy"]
    assert limit.due() == 13


def test_the_rest_is_what_was_left_out_so_far_and_is_told_once(limit: RateLimit[str]) -> None:
    admitted(limit, PER_HOST + 7, now=0)
    assert list(limit.rest(4)) == [LeftOut("reset", 7, 4)]
    assert not list(limit.rest(4))


def test_nothing_is_ever_lost(limit: RateLimit[str]) -> None:
    logged = left_out = 0
    for second in range(100):
        logged += admitted(limit, 37, now=second)
        if second % 3 == 0:
            left_out += sum(some.times for some in limit.over(second))
    left_out += sum(some.times for some in limit.rest(100))
    assert logged + left_out == 37 * 100
    assert logged <= 10 * PER_HOST
