"""Clients that reset their connections, by the thousand."""

import signal

import pytest
import trio

from faults.players import fifty_players
from faults.strangers import at_once, connection, reset
from faults.watching import descriptors_at_rest, events, gone, open_descriptors
from helpers.command import server
from helpers.waiting import until
from trio_sockets import TcpAddress
from trio_sockets.server.ratelimit import PER_HOST, WINDOW

RESETS = 10_000
AT_ONCE = 100


@pytest.mark.parametrize("level", ["info", "debug"])
async def test_ten_thousand_resets_are_a_few_lines_and_cost_nobody_a_game(level: str) -> None:
    limits = ("--max-clients-per-host", str(RESETS))
    log = ("--log-format", "json", "--log-level", level)
    async with server("game@:0", *limits, *log) as running:
        address = running.addresses["game"]
        before = await descriptors_at_rest(running)
        began = trio.current_time()

        async def come_and_reset(address: TcpAddress) -> None:
            for number in range(RESETS // AT_ONCE):
                client = await connection(address)
                # Some before a word, some in the middle of one, some with a reply due.
                await client.send_all((b"", b"5", b"50\n")[number % 3])
                reset(client)

        async with fifty_players(address) as players:
            await at_once(AT_ONCE, come_and_reset, address)
            await players.win_another()
        await until(lambda: len(open_descriptors(running)) == before)
        await running.signal(signal.SIGTERM)
        assert await running.ended() == 0
        # None is forgotten, the last ones neither.
        await until(lambda: gone(running) == 1 + RESETS + sum(players.won))
        kinds = {event["ended"] for event in events(running, "client gone")}
        windows = 1 + (trio.current_time() - began) // WINDOW
        assert "reset" in kinds
        assert len(events(running, "client gone")) <= len(kinds) * windows * PER_HOST
        assert len(events(running, "more clients gone")) <= len(kinds) * windows
        assert {event["level"] for event in events(running)} == {"info"}
