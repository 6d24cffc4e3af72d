"""SIGHUP to ``trio-sockets serve --workers``: new workers one by one, and nobody notices."""

import signal
import sys
from pathlib import Path

import pytest
import trio

from helpers.command import server
from helpers.support import play_to_the_end, receive_all
from helpers.waiting import patience, until
from helpers.worker_processes import WORKERS, alone, events, pids, ready, replaced
from trio_sockets import TcpAddress, open_game_client, open_stream

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(sys.platform != "linux", reason="they look into /proc"),
]

CONNECTIONS = 3000


async def test_sighup_under_load_loses_no_connection_and_replaces_every_worker() -> None:
    async with server("text@:0", *WORKERS) as running:
        before = await ready(running)
        served = 0

        async def load(address: TcpAddress) -> None:
            nonlocal served
            # On, until both is so: enough of them have come, and all of it has happened to them.
            while served < CONNECTIONS or len(events(running, "workers replaced")) < 2:
                with patience(running.errors):
                    for _ in range(50):
                        async with await open_stream(address) as stream:
                            await stream.send_all(b"UPPER a\nQUIT\n")
                            assert await receive_all(stream) == b"A\nBYE\n"
                        served += 1

        async with trio.open_nursery() as nursery:
            for _ in range(4):
                nursery.start_soon(load, running.addresses["text"])
            await running.signal(signal.SIGHUP)
            await until(lambda: len(events(running, "replacing workers")) == 1)
            await running.signal(signal.SIGHUP)  # it is remembered
            await until(lambda: len(events(running, "workers replaced")) == 2)
        assert not {*before} & {*await ready(running)}
        await until(lambda: len(events(running, "worker ended")) == 4)
        assert {event["exit"] for event in events(running, "worker ended")} == {"exit code 0"}
        await running.signal(signal.SIGTERM)
        assert await running.ended() == 0


async def tries(address: TcpAddress) -> int:
    async with open_game_client(address) as game:
        return game.tries


async def test_new_workers_read_the_options_anew_but_only_if_they_are_right(
    tmp_path: Path,
) -> None:
    config = trio.Path(tmp_path / "lab.toml")
    await config.write_text("[serve]\ntries = 3\n")
    async with server("game@:0", *WORKERS, "--config", str(config)) as running:
        address = running.addresses["game"]
        first = await ready(running)
        await config.write_text("[serve]\ntries = 0\n")
        await running.signal(signal.SIGHUP)
        await running.logged(b"replacement stopped")
        assert pids(running) == first
        assert await tries(address) == 3
        assert bytes(running.errors).count(b"Write 1 or more.\n") == 1
        [stopped] = events(running, "replacement stopped")
        assert stopped["level"] == "error"
        assert stopped["reason"].endswith("ended before it was ready: exit code 2")
        await config.write_text("[serve]\ntries = 5\nworkers = 9\n")
        await running.signal(signal.SIGHUP)
        await replaced(running)
        assert not {*first} & {*await ready(running)}
        assert await tries(address) == 5
        await running.signal(signal.SIGTERM)
        assert await running.ended() == 0


async def test_the_games_of_the_old_workers_may_finish() -> None:
    async with server("game@:0", *WORKERS) as running:
        address = running.addresses["game"]
        players = []
        for pid in await ready(running):
            async with alone(running, pid):
                players.append(await open_stream(address))
                assert await players[-1].receive_some() == b"GAME 1 100 7\n"
        await running.signal(signal.SIGHUP)
        await running.logged(b"workers replaced")
        for player in players:
            await play_to_the_end(player)
            await player.aclose()
        await until(lambda: len(events(running, "worker ended")) == 2)
        await running.signal(signal.SIGTERM)
        assert await running.ended() == 0
