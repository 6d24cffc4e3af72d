"""``serve --scores``: games of a real server in a real file, whatever becomes of it."""

import os
import signal
import sys
from contextlib import closing
from pathlib import Path

import apsw
import pytest
import trio

from helpers.command import Server, run, server
from helpers.installed import needs
from helpers.support import play_to_the_end
from helpers.waiting import until
from helpers.worker_processes import WORKERS, alone, ready
from trio_sockets import open_stream
from trio_sockets.scores.reading import read
from trio_sockets.scores.record import Record

linux = pytest.mark.skipif(sys.platform != "linux", reason="it looks at Linux's processes")
JSON = ("--log-format", "json")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "scores.sqlite"


def kept(path: Path) -> list[Record]:
    return list(read(path))


async def play(running: Server, times: int = 1) -> None:
    for _ in range(times):
        async with await open_stream(running.addresses["game"]) as player:
            assert isinstance(player, trio.SocketStream)
            await play_to_the_end(player)


async def hear(player: trio.abc.ReceiveStream, word: bytes) -> None:
    heard = b""
    while word not in heard:
        data = await player.receive_some()
        assert data
        heard += data


@pytest.mark.measured
async def test_rounds_of_a_race_are_kept_for_each_who_guessed(path: Path) -> None:
    options = ("--race-countdown", "0.3", "--high", "2", "--tries", "2", "--scores", str(path))
    async with server("race@:0", *options) as running:
        async with (
            await open_stream(running.addresses["race"]) as ana,
            await open_stream(running.addresses["race"]) as bo,
        ):
            for player, name in ((ana, b"ana"), (bo, b"bo")):
                await player.send_all(b"JOIN %s\n" % name)
                await hear(player, b"JOINED")
            await hear(ana, b"* ROUND 1 ")
            await ana.send_all(b"1\n2\n")
            await hear(ana, b"* END ")
            await until_kept(path, 1)
        await stop(running)
    [one] = kept(path)
    assert (one.service, one.player, one.low, one.high, one.tries) == ("race", "ana", 1, 2, 2)
    assert one.won
    assert one.seconds >= 0


async def stop(running: Server) -> None:
    await running.signal(signal.SIGTERM)
    assert await running.ended() == 0
    assert b"Traceback" not in running.errors


async def until_kept(path: Path, count: int) -> None:
    await until(lambda: len(kept(path)) >= count, lambda: kept(path))


@pytest.mark.parametrize("path_taken", ["--fast", "--no-fast"])
async def test_games_are_kept_while_it_serves(path: Path, path_taken: str) -> None:
    async with server("game@:0", path_taken, "--scores", str(path)) as running:
        await play(running, 5)
        await until_kept(path, 5)
        await stop(running)
    games = kept(path)
    assert len(games) == 5
    assert {(one.service, one.player, one.low, one.high, one.tries) for one in games} == {
        ("game", "127.0.0.1", 1, 100, 7)
    }
    assert all(one.used == 7 or one.won for one in games)
    code, output, _ = await run("scores", str(path))
    assert code == 0
    assert "127.0.0.1" in output


async def test_the_last_games_are_kept_when_it_stops(path: Path) -> None:
    async with server("game@:0", "--scores", str(path)) as running:
        await play(running, 20)
        await stop(running)
    assert len(kept(path)) == 20


async def test_another_run_adds_to_the_file(path: Path) -> None:
    for _ in range(2):
        async with server("game@:0", "--scores", str(path)) as running:
            await play(running)
            await stop(running)
    assert len(kept(path)) == 2


async def test_a_file_locked_by_another_program_stops_no_game_and_loses_none(path: Path) -> None:
    async with server("game@:0", *JSON, "--scores", str(path)) as running:
        with closing(apsw.Connection(str(path))) as other:
            other.execute("BEGIN EXCLUSIVE")
            await play(running, 20)
            await running.logged(b"scores not written")
            await play(running, 20)
            other.execute("ROLLBACK")
        await running.logged(b"scores written again")
        await stop(running)
        assert running.errors.count(b"scores not written") == 1
        assert b"locked by another program" in running.errors
    assert len(kept(path)) == 40


async def test_the_end_waits_for_a_file_that_is_locked(path: Path) -> None:
    async with server("game@:0", "--scores", str(path)) as running:
        with closing(apsw.Connection(str(path))) as other:
            other.execute("BEGIN EXCLUSIVE")
            await play(running, 3)
            await running.logged(b"scores not written")
            await running.signal(signal.SIGTERM)
            await running.logged(b"draining")
            other.execute("ROLLBACK")
        assert await running.ended() == 0
    assert len(kept(path)) == 3


@pytest.mark.measured
async def test_a_second_signal_does_not_wait_and_says_what_is_lost(path: Path) -> None:
    async with server("game@:0", *JSON, "--scores", str(path)) as running:
        with closing(apsw.Connection(str(path))) as other:
            other.execute("BEGIN EXCLUSIVE")
            await play(running, 3)
            await running.logged(b"scores not written")
            await running.signal(signal.SIGTERM)
            await running.logged(b"draining")
            await running.signal(signal.SIGTERM)
            assert await running.ended() == 0
            other.execute("ROLLBACK")
        await running.logged(b'"event": "scores lost"')
        assert b'"lost": 3' in running.errors
    assert kept(path) == []


@needs("prlimit")
async def test_a_disk_that_is_full_stops_no_game_and_loses_none(path: Path) -> None:
    async with server("game@:0", *JSON, "--scores", str(path)) as running:
        prlimit = ["prlimit", f"--pid={running.process.pid}"]
        await play(running, 10)
        await until_kept(path, 10)
        await trio.run_process([*prlimit, "--fsize=0:unlimited"])  # no byte more, of any file
        await play(running, 10)
        await running.logged(b"scores not written")
        await play(running, 10)
        assert len(kept(path)) == 10
        await trio.run_process([*prlimit, "--fsize=unlimited"])
        await running.logged(b"scores written again")
        await stop(running)
    assert len(kept(path)) == 30


@linux
async def test_each_worker_writes_and_so_do_their_successors(path: Path) -> None:
    async with server("game@:0", *WORKERS, "--scores", str(path)) as running:
        for pid in await ready(running):
            async with alone(running, pid):
                await play(running, 5)
        await running.signal(signal.SIGHUP)
        await running.logged(b"workers replaced")
        await play(running, 5)
        await stop(running)
    assert len(kept(path)) == 15


@linux
async def test_a_killed_worker_had_written_its_games(path: Path) -> None:
    async with server("game@:0", *WORKERS, "--scores", str(path)) as running:
        victim, _ = await ready(running)
        async with alone(running, victim):
            await play(running, 5)
            await until_kept(path, 5)
            os.kill(victim, signal.SIGKILL)
        await running.logged(b"worker ended")
        await play(running, 5)
        await stop(running)
    assert len(kept(path)) == 10


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_a_file_of_another_kind_is_one_line_before_anybody_is_served(
    path: Path, workers: str
) -> None:
    await trio.Path(path).write_bytes(b"no scores" * 999)
    words = ("serve", "game@:0", "--workers", workers, "--scores", str(path))
    code, output, errors = await run(*words)
    assert (code, output) == (1, "")
    assert errors == f"trio-sockets: {path}: it is no database of SQLite's\n"


async def test_without_the_option_nothing_of_it_is_imported() -> None:
    program = (
        "import sys; sys.argv[1:] = ['serve', 'game@nowhere.invalid:0']\n"
        "from trio_sockets.cli import main\n"
        "try: main()\n"
        "except SystemExit:\n"
        "    print(sorted({'apsw', 'trio_sockets.scores.sqlite', 'trio_sockets.scores.queue',"
        " 'trio_sockets.commands.scores'} & set(sys.modules)))\n"
    )
    result = await trio.run_process([sys.executable, "-c", program], capture_stdout=True)
    assert result.stdout == b"[]\n"


@pytest.mark.measured
async def test_without_the_extra_it_is_one_line_that_says_what_to_install(
    path: Path, tmp_path: Path
) -> None:
    await trio.Path(tmp_path / "apsw.py").write_text("raise ModuleNotFoundError(name='apsw')\n")
    search = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    env = {**os.environ, "PYTHONPATH": search}
    code, output, errors = await run("serve", "game@:0", "--scores", str(path), env=env)
    assert (code, output) == (2, "")
    assert errors.startswith("trio-sockets: --scores needs apsw: ")
    assert "[scores]" in errors
    assert errors.count("\n") == 1
