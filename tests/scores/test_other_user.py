"""The file of scores is its owner's; another user who may read it needs no right to write."""

import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from helpers.sample_record import record
from trio_sockets.scores.reading import read
from trio_sockets.scores.sqlite import SqliteStore
from trio_sockets.scores.store import StoreError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the rights are those of Unix")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user can reach, unlike pytest's own."""
    with TemporaryDirectory() as name:
        path = Path(name)
        path.chmod(0o755)
        yield path
        path.chmod(0o755)


@contextmanager
def as_reader(folder: Path) -> Iterator[None]:
    """Be a user who may not write to a folder nor to what is in it."""
    user, group = os.geteuid(), os.getegid()
    folder.chmod(0o555)
    if not user:
        os.setegid(65534)
        os.seteuid(65534)
    try:
        yield
    finally:
        if not user:
            os.seteuid(user)
            os.setegid(group)
        folder.chmod(0o755)


def ids(path: Path) -> set[str]:
    return {one.id for one in read(path)}


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o277])
async def test_a_new_file_and_those_beside_it_are_their_owners_alone(
    folder: Path, umask: int
) -> None:
    path = folder / "scores.sqlite"
    before = os.umask(umask)
    try:
        async with aclosing(SqliteStore(path)) as store:
            await store.write([record("a")])
            assert modes(folder) == dict.fromkeys(
                ["scores.sqlite", "scores.sqlite-wal", "scores.sqlite-shm"], 0o600
            )
    finally:
        os.umask(before)


async def test_a_link_to_no_file_yet_leads_to_a_private_one(folder: Path) -> None:
    (folder / "link").symlink_to(folder / "scores.sqlite")
    async with aclosing(SqliteStore(folder / "link")) as store:
        await store.write([record("a")])
    assert modes(folder)["scores.sqlite"] == 0o600


async def test_a_mode_that_somebody_has_chosen_stays(folder: Path) -> None:
    path = folder / "scores.sqlite"
    path.touch()
    path.chmod(0o640)
    async with aclosing(SqliteStore(path)) as store:
        await store.write([record("a")])
        assert set(modes(folder).values()) == {0o640}


async def test_a_reader_sees_what_there_is_while_a_server_runs_and_after_it(folder: Path) -> None:
    path = folder / "scores.sqlite"
    path.touch()
    path.chmod(0o644)
    async with aclosing(SqliteStore(path)) as store:
        await store.write([record("a")])
        with as_reader(folder):
            assert ids(path) == {"a"}
    assert list(modes(folder)) == ["scores.sqlite"]
    with as_reader(folder):
        assert ids(path) == {"a"}


async def test_a_server_that_begins_while_a_reader_reads_is_said(folder: Path) -> None:
    path = folder / "scores.sqlite"
    path.touch()
    path.chmod(0o644)
    async with aclosing(SqliteStore(path)) as store:
        await store.write([record("a"), record("b")])
    with as_reader(folder):
        rows = read(path)
        next(rows)
    async with aclosing(SqliteStore(path)) as store:
        await store.write([record("c")])
        with pytest.raises(StoreError, match="a server began to write to it meanwhile: try again"):
            list(rows)


async def test_a_reader_who_may_not_read_is_told_whom_to_be(folder: Path) -> None:
    path = folder / "scores.sqlite"
    async with aclosing(SqliteStore(path)) as store:
        await store.write([record("a")])
        path.chmod(0o000)
        owner = re.escape(path.owner())
        with (
            as_reader(folder),
            pytest.raises(StoreError, match=rf"you may not read it: .* as its owner \({owner}\)$"),
        ):
            ids(path)


async def test_what_a_killed_server_left_is_not_read_without_its_index(folder: Path) -> None:
    path = folder / "scores.sqlite"
    path.touch()
    path.chmod(0o644)
    async with aclosing(SqliteStore(path)) as store:
        await store.write([record("a")])
        wal = (folder / "scores.sqlite-wal").read_bytes()
    (folder / "scores.sqlite-wal").write_bytes(wal)
    with as_reader(folder), pytest.raises(StoreError, match="a server left it open, and you may"):
        ids(path)


@pytest.mark.parametrize("name", ["none", "a" * 300, "a\0b", "none/none"])
def test_a_name_that_leads_nowhere_is_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError):
        ids(tmp_path / name)
