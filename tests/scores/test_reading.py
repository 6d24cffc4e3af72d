"""Reading scores back: whose, since when, and also while others write."""

import os
import sys
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path

import pytest
import trio

from helpers.sample_record import NOON, record
from trio_sockets.scores.reading import read
from trio_sockets.scores.sqlite import SqliteStore

LATER = NOON + timedelta(microseconds=1)


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    path = tmp_path / "scores.sqlite"
    async with aclosing(SqliteStore(path)) as store:
        await store.write(
            [
                record("a", player="é"),
                record("b", player="x", when=LATER),
                record("c", player="é", when=NOON + timedelta(days=1)),
            ]
        )
    return path


async def test_all_of_a_player(path: Path) -> None:
    assert {one.id for one in read(path, player="é")} == {"a", "c"}
    assert list(read(path, player="' OR 1")) == []


async def test_since_a_moment_which_counts_too(path: Path) -> None:
    assert {one.id for one in read(path, since=NOON)} == {"a", "b", "c"}
    assert {one.id for one in read(path, since=LATER)} == {"b", "c"}
    assert {one.id for one in read(path, player="é", since=LATER)} == {"c"}


async def test_the_newest(path: Path) -> None:
    assert [one.id for one in read(path, newest=2)] == ["c", "b"]
    assert [one.id for one in read(path, player="é", newest=1)] == ["c"]


async def test_what_is_written_meanwhile_can_be_read(path: Path) -> None:
    async with aclosing(SqliteStore(path)) as store:
        await store.write([record("d")])
        assert len(list(read(path))) == 4
        await store.write([record("e")])
        assert len(list(read(path))) == 5


@pytest.mark.skipif(sys.platform == "win32", reason="it kills as Unix does")
async def test_what_a_process_had_written_that_was_killed(path: Path) -> None:
    program = (
        "import os, signal, sys, trio\n"
        "from pathlib import Path\n"
        "from helpers.sample_record import record\n"
        "from trio_sockets.scores.sqlite import SqliteStore\n"
        "async def main():\n"
        "    store = SqliteStore(Path(sys.argv[1]))\n"
        "    await store.write([record('killed')])\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "trio.run(main)\n"
    )
    here = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    result = await trio.run_process(
        [sys.executable, "-c", program, str(path)],
        env={**os.environ, "PYTHONPATH": here},
        check=False,
    )
    assert result.returncode == -9
    assert await trio.Path(f"{path}-wal").exists()
    assert {one.id for one in read(path)} == {"a", "b", "c", "killed"}
