"""A worker of ``serve --workers`` that is killed (SIGKILL) while everybody plays."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
import trio

from faults.players import PACE, PLAYERS, TIMEOUT, win
from helpers.command import Server, server
from helpers.waiting import patience, until
from helpers.worker_processes import WORKERS, alone, events, pids, ready
from trio_sockets import DisconnectedError, GameClient, open_game_client

LONG_GAME = ("--high", str(10**13), "--tries", "44")
"""Some 42 guesses: every game is on for two seconds."""

NEWCOMERS = 4
CONNECTIONS = 2_000


@asynccontextmanager
async def games(running: Server, pid: int) -> AsyncIterator[list[GameClient]]:
    """Begin as many games with one worker as half of the players make."""
    async with AsyncExitStack() as stack:
        begun = []
        async with alone(running, pid):
            for _ in range(PLAYERS // 2):
                game = open_game_client(running.addresses["game"], timeout=TIMEOUT)
                begun.append(await stack.enter_async_context(game))
        yield begun


async def lose_the_server(game: GameClient, killed: trio.Event) -> None:
    """Play until the connection ends, which it must not before its worker is killed."""
    with pytest.raises(DisconnectedError):
        await win(game, PACE)
    assert killed.is_set()


async def test_only_its_own_clients_are_lost_and_its_successor_serves() -> None:
    limits = ("--max-clients-per-host", "1000")
    async with server("game@:0", *WORKERS, *LONG_GAME, *limits) as running:
        address = running.addresses["game"]
        victim, other = await ready(running)
        killed = trio.Event()
        served = cut_off = 0

        def successor() -> list[int]:
            return [pid for pid in pids(running) if pid not in (victim, other)]

        async def come_and_go() -> None:
            nonlocal served, cut_off
            while served < CONNECTIONS or not successor():
                try:
                    # A connection that fails, or whose turn never comes, would raise another error.
                    async with open_game_client(address, timeout=TIMEOUT) as game:
                        await game.quit()
                except DisconnectedError:
                    cut_off += 1
                    await killed.wait()
                else:
                    served += 1

        with patience():
            async with (
                games(running, victim) as lost,
                games(running, other) as kept,
                trio.open_nursery() as nursery,
            ):
                for game in lost:
                    nursery.start_soon(lose_the_server, game, killed)
                for game in kept:
                    nursery.start_soon(win, game, PACE)
                for _ in range(NEWCOMERS):
                    nursery.start_soon(come_and_go)
                await until(lambda: served > CONNECTIONS // 10)
                killed.set()
                os.kill(victim, signal.SIGKILL)
            assert cut_off <= NEWCOMERS  # whoever was with the victim at that moment
            [heir] = successor()
            async with alone(running, heir), open_game_client(address) as game:
                await win(game, pace=0)
        [ended] = events(running, "worker ended")
        assert (ended["pid"], ended["exit"]) == (victim, "SIGKILL")
