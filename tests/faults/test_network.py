"""A network that loses packets, or whole clients."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import trio

from command import Server, server
from faults import players
from faults.means import drop_packets, dropped_packets, needs
from faults.watching import events, eventually, open_descriptors

pytestmark = needs("ip", "nft")

SECONDS = 5.0
VANISHING = 20
IDLE_TIMEOUT = 3.0
LATE = 10.0
"""Seconds for a machine that is busy: see test_slow_drip.py."""


async def fifty_play(network: list[str], running: Server) -> None:
    """Let the fifty players play in a network of one's own; if one does not win, this raises."""
    address = str(running.addresses["game"])
    play = [sys.executable, "-m", "faults.players", address, str(SECONDS)]
    await trio.run_process([*network, *play], cwd=Path(players.__file__).parents[1])


async def test_every_game_ends_right_though_five_packets_of_a_hundred_are_lost(
    own_network: list[str],
) -> None:
    drop_packets(own_network, "meta l4proto tcp numgen random mod 100 < 5")
    async with server("game@:0", under=own_network) as running:
        await fifty_play(own_network, running)
    assert dropped_packets(own_network) > players.PLAYERS


@needs("nc")
async def test_clients_that_vanish_without_a_word_are_gone_at_the_idle_deadline(
    own_network: list[str],
) -> None:
    words = ("game@:0", "--idle-timeout", str(IDLE_TIMEOUT), "--log-format", "json")
    async with (
        server(*words, under=own_network) as running,
        trio.open_nursery() as nursery,
    ):
        address = running.addresses["game"]
        nc = [*own_network, "nc", "-s", "127.0.0.2", address.host, str(address.port)]
        pipe = subprocess.PIPE
        connect = partial(trio.run_process, nc, stdin=pipe, stdout=pipe, check=False)
        clients: list[trio.Process] = [await nursery.start(connect) for _ in range(VANISHING)]
        for client in clients:
            assert client.stdout
            assert (await client.stdout.receive_some()).startswith(b"GAME ")
        at_rest = len(open_descriptors(running)) - len(clients)
        # From now on nothing comes from there or gets there, not even that they leave.
        drop_packets(own_network, "ip saddr 127.0.0.2", "ip daddr 127.0.0.2")
        for client in clients:
            client.kill()
        await fifty_play(own_network, running)
        await eventually(lambda: len(events(running, ended="idle-timeout")) == len(clients))
        for event in events(running, ended="idle-timeout"):
            assert event["peer"].startswith("127.0.0.2:")
            assert IDLE_TIMEOUT <= event["seconds"] < IDLE_TIMEOUT + LATE
        await eventually(lambda: len(open_descriptors(running)) == at_rest)
