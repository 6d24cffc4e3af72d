"""``trio-sockets serve --workers`` as its user runs it: serving, losing a worker, ending."""

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest
import trio

from helpers.command import refused, run, server
from helpers.support import play_to_the_end, receive_all
from helpers.waiting import goes_on, patience, until
from helpers.worker_processes import WORKERS, alone, events, pids, ready
from trio_sockets import (
    TcpAddress,
    UnixAddress,
    open_game_client,
    open_stream,
    open_text_client,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="they look into /proc")


async def hello(address: TcpAddress | UnixAddress) -> bytes:
    async with await open_stream(address) as stream:
        await stream.send_all(b"UPPER a\nQUIT\n")
        return await receive_all(stream)


async def last_words(stream: trio.abc.Stream) -> bytes:
    """Return what is said until the end, be it the server's or that of its process."""
    async with stream:
        try:
            return await receive_all(stream)
        except trio.BrokenResourceError:
            return b""


async def test_each_worker_serves_on_every_address(tmp_path: Path) -> None:
    path = tmp_path / "text.sock"
    words = ("game@:0", "text@[::1]:0", f"text@unix:{path}", *WORKERS)
    async with server(*words) as running:
        assert set(running.addresses) == {"game", "text"}
        for pid in await ready(running):
            async with alone(running, pid):
                assert await hello(running.addresses["text"]) == b"A\nBYE\n"
                assert await hello(UnixAddress(str(path))) == b"A\nBYE\n"
                async with open_game_client(running.addresses["game"]) as game:
                    assert game.tries == 7
        await until(lambda: len(events(running, "client gone")) == 6)
        served = [event["pid"] for event in events(running, "client gone")]
        assert [served.count(pid) for pid in pids(running)] == [3, 3]
        assert path.is_socket()
        await running.signal(signal.SIGTERM)
        assert await running.ended() == 0
    assert not path.exists()


async def test_a_killed_worker_takes_only_its_own_clients_with_it() -> None:
    async with server("text@:0", *WORKERS, "--unterminated-timeout", "none") as running:
        address = running.addresses["text"]
        victim, other = await ready(running)
        async with alone(running, victim):
            lost = await open_stream(address)
            await lost.send_all(b"UPPER a\n")
            assert await lost.receive_some() == b"A\n"
        async with alone(running, other):
            kept = await open_stream(address)
            await kept.send_all(b"UPPER b\n")
            assert await kept.receive_some() == b"B\n"
        os.kill(victim, signal.SIGKILL)
        # Only once nobody can come to the victim any more is every connection sure to succeed.
        await until(lambda: not goes_on(victim))
        with patience(running.errors):
            while len(pids(running)) < 2 or victim in pids(running):
                assert await hello(address) == b"A\nBYE\n"
        with suppress(trio.BrokenResourceError):
            assert await lost.receive_some() == b""
        await kept.send_all(b"UPPER c\n")
        assert await kept.receive_some() == b"C\n"
        [ended] = events(running, "worker ended")
        assert (ended["pid"], ended["exit"], ended["level"]) == (victim, "SIGKILL", "warning")
        assert ended["seconds"] >= 0
        for stream in (lost, kept):
            await stream.aclose()


@pytest.mark.parametrize("option", ["--max-clients", "--max-clients-per-host"])
async def test_a_cap_holds_over_all_workers_and_a_dead_one_frees_its_places(option: str) -> None:
    async with server("text@:0", *WORKERS, option, "2") as running:
        address = running.addresses["text"]
        one, two = await ready(running)
        inside = []
        for pid in (one, two):
            async with alone(running, pid):
                stream = await open_stream(address)
                await stream.send_all(b"UPPER a\n")
                assert await stream.receive_some() == b"A\n"
                inside.append(stream)
        for pid in (one, two):
            async with alone(running, pid):
                assert (await hello(address)).startswith(b"ERR busy ")
        os.kill(one, signal.SIGKILL)
        await until(lambda: not goes_on(one))
        with patience(running.errors):
            while await hello(address) != b"A\nBYE\n":
                pass
        for stream in inside:
            await stream.aclose()


async def test_sigterm_in_mid_game_lets_it_finish_and_refuses_others() -> None:
    async with server("game@:0", *WORKERS) as running:
        address = running.addresses["game"]
        async with await open_stream(address) as player:
            assert await player.receive_some() == b"GAME 1 100 7\n"
            await running.signal(signal.SIGTERM)
            await until(lambda: len(events(running, "draining")) == 3)
            await refused(address)
            await play_to_the_end(player)
        assert await running.ended() == 0
        assert len(events(running, "worker ended")) == 2


async def test_sigterm_to_every_process_drains_all_the_same() -> None:
    """A service manager tells all of them, and then the parent tells its workers once more."""
    async with server("game@:0", *WORKERS) as running:
        workers = await ready(running)
        async with await open_stream(running.addresses["game"]) as player:
            assert await player.receive_some() == b"GAME 1 100 7\n"
            for pid in (*workers, running.process.pid, *workers):
                os.kill(pid, signal.SIGTERM)
            await until(lambda: len(events(running, "draining")) >= 3)
            await play_to_the_end(player)
        assert await running.ended() == 0


async def test_a_second_sigint_ends_what_would_drain_for_ever() -> None:
    async with server("text@:0", *WORKERS, "--drain", "none") as running:
        address = running.addresses["text"]
        streams = {}
        for pid in await ready(running):
            async with alone(running, pid):
                streams[pid] = await open_stream(address)
                await streams[pid].send_all(b"UPPER a\n")
                assert await streams[pid].receive_some() == b"A\n"
        await running.signal(signal.SIGINT)
        await until(lambda: len(events(running, "draining")) == 3)
        await running.signal(signal.SIGINT)
        heard = {pid: await last_words(stream) for pid, stream in streams.items()}
        assert await running.ended() == 0
        # A worker that is still tidying up when the second is nearly over is killed.
        exits = {event["pid"]: event["exit"] for event in events(running, "worker ended")}
        assert set(exits.values()) <= {"exit code 0", "SIGKILL"}
        for pid, words in heard.items():
            assert exits[pid] == "SIGKILL" or words.startswith(b"ERR shutting-down ")


@pytest.mark.measured
async def test_a_killed_parent_leaves_no_orphan_and_games_may_finish() -> None:
    async with server("game@:0", *WORKERS) as running:
        address = running.addresses["game"]
        workers = await ready(running)
        async with await open_stream(address) as player:
            assert await player.receive_some() == b"GAME 1 100 7\n"
            await running.signal(signal.SIGKILL)
            await until(lambda: len(events(running, "parent gone")) == 2)
            await refused(address)
            await play_to_the_end(player)
        await until(lambda: not any(map(goes_on, workers)))


@pytest.mark.measured
async def test_a_worker_that_ends_at_once_at_the_start_is_one_line_and_1(tmp_path: Path) -> None:
    await trio.Path(tmp_path / "sitecustomize.py").write_text(
        "import os, sys\nif '--inherit' in sys.orig_argv:\n    os._exit(3)\n"
    )
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    env = {**os.environ, "PYTHONPATH": path}
    code, output, errors = await run("serve", "text@:0", "--workers", "2", env=env)
    assert (code, output) == (1, "")
    assert errors.startswith("trio-sockets: worker ")
    assert errors.endswith(" ended before it was ready: exit code 3\n")
    assert errors.count("\n") == 1


async def test_the_number_of_workers_may_come_from_the_environment() -> None:
    env = {**os.environ, "TRIO_SOCKETS_SERVE_WORKERS": "3"}
    async with server("text@:0", "--log-format", "json", env=env) as running:
        await until(lambda: len(pids(running)) == 3)
        async with open_text_client(running.addresses["text"]) as text:
            assert await text.upper("é") == "É"
        await running.signal(signal.SIGTERM)
        assert await running.ended() == 0


@pytest.mark.measured
@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (["--workers", "0"], 2, "--workers. Write 1 to 1,024."),
        (["--workers", "2", "chat"], 2, "there is no service 'chat'"),
        (["--workers", "2", "text@unix:/nowhere/text.sock"], 1, "its folder does not exist"),
        (["--inherit", "people"], 2, "--inherit is not for people"),
        (["--inherit", "900,901,0,text=902"], 1, "--inherit says what is not so"),
    ],
)
async def test_what_is_wrong_is_one_line(words: list[str], code: int, hint: str) -> None:
    exit_code, output, errors = await run("serve", *words)
    assert (exit_code, output) == (code, "")
    assert hint in errors
    assert errors.count("\n") == 1


async def test_what_is_not_for_people_is_not_in_the_help() -> None:
    _, output, _ = await run("serve", "--help")
    assert "--workers" in output
    assert "inherit" not in output
