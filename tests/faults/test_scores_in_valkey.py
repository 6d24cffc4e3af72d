"""A server's scores while its Valkey is stopped, killed, and started again: games go on."""

import signal
from pathlib import Path

import pytest
import trio

from helpers.command import Server, server
from helpers.support import play_to_the_end
from helpers.waiting import patience
from race.cluster.valkey import running_valkey
from trio_sockets import open_stream

pytest.importorskip("coredis", reason="coredis is not installed")

from trio_sockets.scores.valkey_reading import ValkeyReader

DURABLE = {"appendonly": "yes", "appendfsync": "always"}


async def play(running: Server, times: int) -> None:
    for _ in range(times):
        async with await open_stream(running.addresses["game"]) as stream:
            assert isinstance(stream, trio.SocketStream)
            await play_to_the_end(stream)


async def kept(url: str) -> int:
    """Return how many games there are, by the records and by the sums alike."""
    reader = ValkeyReader(url)
    games = sum(one.games for one in await reader.standings())
    assert len(await reader.records()) == games
    return games


async def test_games_go_on_while_it_is_stopped_and_arrive_once(tmp_path: Path) -> None:
    with running_valkey(tmp_path, config=DURABLE) as valkey, patience():
        async with server("game@:0", "--scores", valkey.url) as running:
            await play(running, 10)
            valkey.signal(signal.SIGSTOP)
            await play(running, 10)
            await running.logged(b"scores not written")
            await play(running, 10)
            valkey.signal(signal.SIGCONT)
            await running.logged(b"scores written again")
            await play(running, 10)
            valkey.kill()
            await play(running, 10)
            valkey.start_again()
            await play(running, 10)
            await running.signal(signal.SIGTERM)
            assert await running.ended() == 0
            assert b"Traceback" not in running.errors
            assert b"scores lost" not in running.errors
        assert await kept(valkey.url) == 60


async def test_a_valkey_that_comes_late_gets_all(tmp_path: Path) -> None:
    with running_valkey(tmp_path, config=DURABLE) as valkey, patience():
        valkey.kill()
        async with server("game@:0", "--scores", valkey.url) as running:
            await play(running, 10)
            await running.logged(b"scores not written")
            valkey.start_again()
            await running.logged(b"scores written again")
            assert await kept(valkey.url) == 10
