"""Scores in a real file: what is written is there, once, whatever happened in between."""

import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, closing, contextmanager
from pathlib import Path

import apsw
import pytest
import trio

from helpers.sample_record import record, records
from helpers.waiting import until
from trio_sockets.scores.reading import read
from trio_sockets.scores.sqlite import SqliteStore
from trio_sockets.scores.store import StoreError

unix = pytest.mark.skipif(sys.platform == "win32", reason="these means are Unix's")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "scores.sqlite"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    async with aclosing(SqliteStore(path)) as opened:
        yield opened


def ids(path: Path) -> list[str]:
    return sorted(one.id for one in read(path))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with closing(apsw.Connection(str(path))) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


async def test_what_is_written_is_read_back(store: SqliteStore, path: Path) -> None:
    games = [record("a"), record("b", service="race", player="\x1b[2Jé", used=0, won=False)]
    await store.write(games)
    assert sorted(read(path), key=lambda one: one.id) == games


async def test_what_is_written_again_is_there_once(store: SqliteStore, path: Path) -> None:
    await store.write(records(2))
    await store.write([*records(3), record("2")])
    assert ids(path) == ["0", "1", "2"]


async def test_it_writes_ahead_and_does_not_wait_for_the_disk(
    store: SqliteStore, path: Path
) -> None:
    await store.open()
    with closing(apsw.Connection(str(path))) as other:
        assert other.pragma("journal_mode") == "wal"
    connection = await store._opened()
    assert await connection.pragma("synchronous") == 1


async def test_many_write_to_one_file_at_once(path: Path) -> None:
    async def write(name: str) -> None:
        async with aclosing(SqliteStore(path)) as own:
            for number in range(20):
                while True:
                    try:
                        await own.write([record(f"{name} {number}")])
                        break
                    except StoreError as error:
                        assert "locked" in str(error)  # noqa: PT017 - another one is another fault

    async with trio.open_nursery() as nursery:
        for name in "abcd":
            nursery.start_soon(write, name)
    assert len(ids(path)) == 80


async def test_a_file_that_is_locked_is_written_to_afterwards(
    store: SqliteStore, path: Path
) -> None:
    await store.open()
    with locked(path), pytest.raises(StoreError, match="locked by another program"):
        await store.write([record("a")])
    await store.write([record("a")])
    assert ids(path) == ["a"]


async def test_a_new_file_that_is_locked_is_no_reason_not_to_start(
    store: SqliteStore, path: Path
) -> None:
    with locked(path):
        await store.open()
        with pytest.raises(StoreError, match="locked"):
            await store.write([record("a")])
    await store.write([record("a")])
    assert ids(path) == ["a"]


async def test_a_full_database_takes_nothing_and_later_all(store: SqliteStore, path: Path) -> None:
    await store.write([record("first")])
    connection = await store._opened()
    pages = await connection.pragma("page_count")
    await connection.pragma("max_page_count", pages)
    with pytest.raises(StoreError, match="the disk is full"):
        await store.write(records(2000))
    assert ids(path) == ["first"]
    await store.write(records(2000))  # on a connection of its own, without that limit
    assert len(ids(path)) == 2001


@unix
async def test_a_file_that_may_not_grow_takes_nothing_and_later_all(
    store: SqliteStore, path: Path
) -> None:
    import resource  # noqa: PLC0415 - Unix only

    await store.write([record("first")])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, hard))
    try:
        for _ in range(2):
            with pytest.raises(StoreError, match="the disk"):
                await store.write(records(2000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    await store.write(records(2000))
    assert len(ids(path)) == 2001


async def test_a_write_that_is_cancelled_is_all_or_nothing_and_leaves_it_open_for_the_next(
    store: SqliteStore, path: Path
) -> None:
    await store.open()
    with locked(path), trio.move_on_after(0.01) as cancelled:
        await store.write(records(100))
    assert cancelled.cancelled_caught
    await store.write(records(100))
    assert len(ids(path)) == 100


async def test_its_thread_ends_with_it_however_it_ends(path: Path) -> None:
    before = threading.active_count()
    async with aclosing(SqliteStore(path)) as store:
        with trio.CancelScope() as cancelled:
            cancelled.cancel()
            await store.open()
        await store.write([record()])
        with trio.CancelScope() as cancelled:
            cancelled.cancel()
            await store.aclose()
            await store.open()
    await until(lambda: threading.active_count() <= before, threading.enumerate)
