"""Ten thousand clients that come at the same moment."""

import pytest

from faults.players import fifty_players
from faults.strangers import crowd
from faults.watching import descriptors_at_rest, events, open_descriptors
from helpers.command import server
from helpers.waiting import until

OPENS = 10_000
ENOUGH = 2_000
SPARE = 1_000
"""Descriptors left to the test, to its players, and to the server."""


async def test_all_are_served(many_files: int) -> None:
    opens = min(OPENS, many_files - SPARE)
    if opens < ENOUGH:
        pytest.skip(f"this machine allows {many_files} open files")
    limits = ("--max-clients", "12000", "--max-clients-per-host", "12000")
    async with server("game@:0", *limits, "--log-format", "json") as running:
        before = await descriptors_at_rest(running)
        async with fifty_players(running.addresses["game"]) as players:
            async with crowd(running.addresses["game"], opens) as clients:
                for client in clients:
                    assert await client.receive_some() == b"GAME 1 100 7\n"
                await players.win_another()
                for client in clients:
                    await client.send_all(b"fifty\n")
                for client in clients:
                    assert (await client.receive_some()).startswith(b"ERR not-a-number ")
            await players.win_another()
        await until(lambda: len(open_descriptors(running)) == before)
        assert {event["level"] for event in events(running)} == {"info"}
