"""The queue between games and a store that may fail: what is written when, to the moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio
from structlog.testing import capture_logs
from trio.testing import MockClock, wait_all_tasks_blocked

from helpers.sample_record import record, records
from scores.fake_store import FakeStore
from trio_sockets.scores.queue import (
    BATCH,
    FIRST_PAUSE,
    GATHER,
    LAST,
    LONGEST_PAUSE,
    WRITE,
    ScoreQueue,
)
from trio_sockets.scores.store import StoreError


@asynccontextmanager
async def at_work(queue: ScoreQueue) -> AsyncIterator[None]:
    async with trio.open_nursery() as nursery:
        await nursery.start(queue.run)
        yield
        nursery.cancel_scope.cancel()


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


async def test_what_comes_together_is_written_at_once(
    store: FakeStore, autojump_clock: MockClock
) -> None:
    queue = ScoreQueue(store)
    async with at_work(queue):
        await trio.sleep(1)
        queue.post(record("a"))
        await trio.sleep(GATHER / 2)
        queue.post(record("b"))
        await queue.written()
        assert trio.current_time() == pytest.approx(1 + GATHER)
        await trio.sleep(1)
        queue.post(record("c"))
        await queue.written()
    assert [count for _, count in store.tried] == [2, 1]
    assert store.times() == pytest.approx([1 + GATHER, 2 + 2 * GATHER])
    assert [one.id for one in store.kept] == ["a", "b", "c"]


async def test_what_comes_while_it_writes_is_written_next(
    store: FakeStore, autojump_clock: MockClock
) -> None:
    store.takes = 0.5
    queue = ScoreQueue(store)
    async with at_work(queue):
        queue.post(record("a"))
        await trio.sleep(GATHER + 0.1)
        queue.post(record("b"))
        await queue.written()
    assert store.times() == pytest.approx([GATHER, 2 * GATHER + 0.5])


async def test_many_are_written_in_parts(store: FakeStore, autojump_clock: MockClock) -> None:
    queue = ScoreQueue(store)
    async with at_work(queue):
        for one in records(2 * BATCH + 1):
            queue.post(one)
        await queue.written()
    assert [count for _, count in store.tried] == [BATCH, BATCH, 1]
    assert [one.id for one in store.kept] == [str(number) for number in range(2 * BATCH + 1)]


async def test_a_store_that_fails_is_tried_again_less_and_less_often_and_nothing_is_lost(
    store: FakeStore, autojump_clock: MockClock
) -> None:
    store.fault = StoreError("the disk is full")
    with capture_logs() as logs:
        queue = ScoreQueue(store)
        async with at_work(queue):
            queue.post(record("a"))
            await trio.sleep(10)
            queue.post(record("b"))
            assert len(queue) == 2
            store.fault = None
            await queue.written()
    pauses = [GATHER, *(FIRST_PAUSE * 2**n for n in range(6)), *[LONGEST_PAUSE] * 4]
    assert store.times() == pytest.approx([sum(pauses[: n + 1]) for n in range(len(pauses))])
    assert [one.id for one in store.kept] == ["a", "b"]
    reason = {"reason": "the disk is full", "hint": "they wait in memory", "exc_info": None}
    assert logs == [
        {"event": "scores not written", "log_level": "warning", **reason},
        {"event": "scores written again", "log_level": "warning", "waited": 2, "dropped": 0},
    ]


async def test_after_a_failure_it_is_as_quick_as_before(
    store: FakeStore, autojump_clock: MockClock
) -> None:
    queue = ScoreQueue(store)
    async with at_work(queue):
        store.fault = StoreError("locked")
        queue.post(record("a"))
        await trio.sleep(1)
        store.fault = None
        await queue.written()
        begin = trio.current_time()
        queue.post(record("b"))
        await queue.written()
        assert trio.current_time() == pytest.approx(begin + GATHER)


async def test_beyond_the_bound_the_newest_are_dropped_and_counted(
    store: FakeStore, autojump_clock: MockClock
) -> None:
    store.fault = StoreError("the disk is full")
    with capture_logs() as logs:
        queue = ScoreQueue(store, bound=3)
        async with at_work(queue):
            for one in records(5):
                queue.post(one)
            await trio.sleep(1)
            queue.post(record("late"))
            store.fault = None
            await queue.written()
            queue.post(record("later"))
            await queue.written()
    assert [one.id for one in store.kept] == ["0", "1", "2", "later"]
    assert (logs[-1]["event"], logs[-1]["waited"], logs[-1]["dropped"]) == (
        *("scores written again", 3),
        3,
    )


async def test_a_store_that_hangs_has_failed(store: FakeStore, autojump_clock: MockClock) -> None:
    store.takes = 60
    with capture_logs() as logs:
        queue = ScoreQueue(store)
        async with at_work(queue):
            queue.post(record("a"))
            await trio.sleep(GATHER + WRITE)
            store.takes = 0
            await queue.written()
            assert trio.current_time() == pytest.approx(GATHER + WRITE + FIRST_PAUSE)
    assert [one.id for one in store.kept] == ["a"]
    assert logs[0]["reason"] == "the store does not answer in time"


async def test_a_bug_of_a_store_ends_no_server(store: FakeStore, autojump_clock: MockClock) -> None:
    store.fault = KeyError("a bug")
    with capture_logs() as logs:
        queue = ScoreQueue(store)
        async with at_work(queue):
            queue.post(record("a"))
            await trio.sleep(1)
            store.fault = None
            await queue.written()
    assert [one.id for one in store.kept] == ["a"]
    assert repr(logs[0]["exc_info"]) == "KeyError('a bug')"


@pytest.mark.parametrize("takes", [0, 60])
async def test_the_end_writes_what_is_left_even_in_the_middle_of_a_write(
    store: FakeStore, autojump_clock: MockClock, takes: float
) -> None:
    queue = ScoreQueue(store)
    store.takes = takes
    async with at_work(queue):
        for one in records(BATCH + 1):
            queue.post(one)
        await trio.sleep(GATHER)
        await wait_all_tasks_blocked()
        store.takes = 0
        queue.post(record("last"))
    assert len(store.kept) == BATCH + 2
    assert store.kept[-1].id == "last"
    assert trio.current_time() == pytest.approx(GATHER)


async def test_the_end_is_bounded_and_says_what_is_lost(
    store: FakeStore, autojump_clock: MockClock
) -> None:
    store.fault = StoreError("locked")
    with capture_logs() as logs:
        queue = ScoreQueue(store, bound=2)
        async with at_work(queue):
            for one in records(3):
                queue.post(one)
    assert trio.current_time() == pytest.approx(LAST)
    assert [log["event"] for log in logs] == ["scores not written", "scores lost"]
    assert logs[-1]["lost"] == 3


async def test_a_store_that_works_again_at_the_end_has_all(
    store: FakeStore, autojump_clock: MockClock
) -> None:
    store.fault = StoreError("locked")
    async with at_work(queue := ScoreQueue(store)):
        queue.post(record("a"))
        await trio.sleep(60)
        store.fault = None
    assert [one.id for one in store.kept] == ["a"]


async def test_posting_needs_nobody_who_runs(store: FakeStore, autojump_clock: MockClock) -> None:
    queue = ScoreQueue(store)
    queue.post(record("a"))
    async with at_work(queue):
        await queue.written()
    assert [one.id for one in store.kept] == ["a"]


async def test_nothing_to_write_wakes_no_store(store: FakeStore, autojump_clock: MockClock) -> None:
    async with at_work(queue := ScoreQueue(store)):
        await queue.written()
        await trio.sleep(3600)
    assert store.tried == []
