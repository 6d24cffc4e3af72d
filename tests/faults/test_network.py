"""A network that loses packets, or whole clients."""

from command import server
from faults.means import drop_packets, dropped_packets, needs
from faults.players import fifty_players
from faults.strangers import connection
from faults.watching import events, eventually, open_descriptors

pytestmark = needs("nft", "ip", "nsenter")

IDLE_TIMEOUT = 3.0
LATE = 10.0
"""Seconds for a machine that is busy: see test_slow_drip.py."""


async def test_every_game_ends_right_though_five_packets_of_a_hundred_are_lost(
    own_network: list[str],
) -> None:
    drop_packets("meta l4proto tcp numgen random mod 100 < 5")
    async with server("game@:0", under=own_network) as running:
        async with fifty_players(running.addresses["game"]) as players:
            await eventually(lambda: sum(players.won) >= 4 * len(players.won))
        assert dropped_packets() > len(players.won)


async def test_clients_that_vanish_without_a_word_are_gone_at_the_idle_deadline(
    own_network: list[str],
) -> None:
    words = ("game@:0", "--idle-timeout", str(IDLE_TIMEOUT), "--log-format", "json")
    async with server(*words, under=own_network) as running:
        before = open_descriptors(running)
        async with fifty_players(running.addresses["game"]):
            vanishing = [
                await connection(running.addresses["game"], source="127.0.0.2") for _ in range(20)
            ]
            for client in vanishing:
                assert (await client.receive_some()).startswith(b"GAME ")
            # From now on nothing comes from there or gets there, not even that they leave.
            drop_packets("ip saddr 127.0.0.2", "ip daddr 127.0.0.2")
            for client in vanishing:
                await client.aclose()
            await eventually(lambda: len(events(running, ended="idle-timeout")) == len(vanishing))
        for event in events(running, ended="idle-timeout"):
            assert event["peer"].startswith("127.0.0.2:")
            assert IDLE_TIMEOUT <= event["seconds"] < IDLE_TIMEOUT + LATE
        await eventually(lambda: open_descriptors(running) == before)
