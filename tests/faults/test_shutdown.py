"""A server that is told to stop while two hundred games are on."""

import signal
import statistics

import pytest
import trio

from faults.players import TIMEOUT, win
from faults.strangers import connection, crowd
from helpers.command import server
from helpers.waiting import patience, until
from trio_sockets import (
    DisconnectedError,
    ErrorCode,
    GameClient,
    RefusedError,
    TcpAddress,
    open_game_client,
)

GAMES = 200
DRAIN = 3.0
FAREWELL = 1.0
"""Seconds for the last words once that is over."""
REFUSED = 0.1
"""Seconds after which the next client is refused."""
STOPS = 5
"""Servers that are stopped to measure that: any one may be slowed down by the machine."""
NOISE = 1.0
"""Seconds by which a busy machine may have delayed what is measured."""


async def refused(address: TcpAddress) -> float:
    """Connect again and again until the system says no, and return when it did."""
    while True:
        try:
            await (await connection(address)).aclose()
        except ConnectionRefusedError:
            return trio.current_time()
        await trio.sleep(0.005)


async def test_every_game_ends_or_is_told_and_the_exit_code_is_0() -> None:
    async with server("game@:0", "--drain", str(DRAIN)) as running:
        address = running.addresses["game"]
        stopped = trio.Event()
        begun: list[GameClient] = []

        async def play(number: int) -> None:
            async with open_game_client(address, timeout=TIMEOUT) as game:
                begun.append(game)
                await stopped.wait()
                if number % 2:
                    await win(game, pace=0.05)
                else:  # a player who has gone for a coffee
                    with pytest.raises(RefusedError) as told:
                        await game.until_ended()
                    assert told.value.error.code is ErrorCode.SHUTTING_DOWN
                with pytest.raises(DisconnectedError, match="closed"):  # and not: reset
                    await game.until_ended()

        with patience():
            async with trio.open_nursery() as nursery:
                for number in range(GAMES):
                    nursery.start_soon(play, number)
                await until(lambda: len(begun) == GAMES)
                told_at = trio.current_time()
                await running.signal(signal.SIGTERM)
                stopped.set()
        assert await running.ended() == 0
        assert trio.current_time() - told_at < DRAIN + FAREWELL + NOISE


async def test_the_next_client_is_refused_within_100_ms_while_200_games_are_on() -> None:
    delays = []
    for _ in range(STOPS):
        async with server("game@:0") as running, crowd(running.addresses["game"], GAMES) as players:
            for player in players:
                assert (await player.receive_some()).startswith(b"GAME ")
            told_at = trio.current_time()
            await running.signal(signal.SIGTERM)
            with patience():
                delays.append(await refused(running.addresses["game"]) - told_at)
            for player in players:
                await player.send_all(b"50\n")
                assert await player.receive_some()  # who is in plays on
    assert statistics.median(delays) < REFUSED, delays
