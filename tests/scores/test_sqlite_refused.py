"""Files that are no scores, or that nobody may write to: one line, and not a byte is changed."""

import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
import pytest
import trio

from helpers.sample_record import record, records
from trio_sockets.scores.reading import read
from trio_sockets.scores.schema import VERSION
from trio_sockets.scores.sqlite import SqliteStore
from trio_sockets.scores.store import StoreError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "scores.sqlite"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    async with aclosing(SqliteStore(path)) as opened:
        yield opened


@contextmanager
def as_nobody() -> Iterator[None]:
    """Have no right that root alone has, within the block."""
    user = os.geteuid()
    os.seteuid(user or 65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"these are no scores, but a letter " * 99, "it is no database of SQLite's"),
        (b"SQLite format 3\0" + b"\xff" * 4080, "it is no database|it is damaged"),
    ],
)
async def test_a_file_that_is_none_of_ours_is_refused_and_stays_as_it_is(
    store: SqliteStore, path: Path, content: bytes, words: str
) -> None:
    await trio.Path(path).write_bytes(content)
    with pytest.raises(StoreError, match=words) as refused:
        await store.open()
    assert str(refused.value).startswith(f"{path}: ")
    with pytest.raises(StoreError, match=words):
        await store.write([record()])
    with pytest.raises(StoreError, match=words):
        list(read(path))
    assert await trio.Path(path).read_bytes() == content


async def test_a_damaged_page_is_one_line(store: SqliteStore, path: Path) -> None:
    await store.write(records(500))
    await store.aclose()
    content = bytearray(await trio.Path(path).read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    await trio.Path(path).write_bytes(content)
    with pytest.raises(StoreError, match="it is damaged"):
        list(read(path))
    with pytest.raises(StoreError, match="it is damaged"):
        await store.write([record("a")])


async def test_a_database_of_another_program_is_refused(store: SqliteStore, path: Path) -> None:
    with closing(apsw.Connection(str(path))) as other:
        other.execute("CREATE TABLE letters (text)")
    before = await trio.Path(path).read_bytes()
    with pytest.raises(StoreError, match="another program's database"):
        await store.open()
    with pytest.raises(StoreError, match="another program's database"):
        list(read(path))
    assert await trio.Path(path).read_bytes() == before


async def test_a_newer_file_is_refused(store: SqliteStore, path: Path) -> None:
    await store.open()
    await store.aclose()
    with closing(apsw.Connection(str(path))) as newer:
        newer.pragma("user_version", VERSION + 1)
    with pytest.raises(StoreError, match="update it"):
        await store.open()


@pytest.mark.skipif(sys.platform == "win32", reason="the rights are those of Unix")
@pytest.mark.parametrize("before", [0, 1], ids=["new file", "old file"])
async def test_a_folder_that_is_not_ours_to_write_to(before: int) -> None:
    with TemporaryDirectory() as name:
        path = trio.Path(name) / "scores.sqlite"
        async with aclosing(SqliteStore(Path(path))) as store:
            if before:
                await store.write(records(before))
                await store.aclose()
                await path.chmod(0o444)
            await path.parent.chmod(0o555)
            words = "not ours to write to" if before else "who may write there"
            with as_nobody(), pytest.raises(StoreError, match=words):
                await store.open()


@pytest.mark.parametrize("name", ["nowhere/scores.sqlite", "."])
async def test_what_cannot_be_opened_is_one_line(tmp_path: Path, name: str) -> None:
    async with aclosing(SqliteStore(tmp_path / name)) as store:
        with pytest.raises(StoreError, match="it cannot be opened"):
            await store.open()


def test_a_file_that_is_missing_is_not_made_by_reading(path: Path) -> None:
    with pytest.raises(StoreError, match="there is no such file"):
        list(read(path))
    assert not path.exists()


def test_an_empty_file_holds_nothing(path: Path) -> None:
    path.touch()
    assert list(read(path)) == []


async def test_a_record_that_is_none_is_one_line(store: SqliteStore, path: Path) -> None:
    await store.write([record()])
    with closing(apsw.Connection(str(path))) as other:
        other.execute("UPDATE record SET used = 99")
    with pytest.raises(StoreError, match="a record in it is none: 99 of 7 tries"):
        list(read(path))
