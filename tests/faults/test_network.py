"""A network that loses packets, or whole clients."""

import subprocess
from functools import partial

import trio

from faults.means import drop_packets, dropped_packets
from faults.players import PLAYERS, play_within
from faults.strangers import STRANGER
from faults.watching import events, open_descriptors
from helpers.command import server
from helpers.installed import needs
from helpers.waiting import until

pytestmark = needs("ip", "nft")

VANISHING = 20
IDLE_TIMEOUT = 3.0
LATE = 10.0
"""Seconds for a machine that is busy: see test_slow_drip.py."""


async def test_every_game_ends_right_though_five_packets_of_a_hundred_are_lost(
    own_network: list[str],
) -> None:
    drop_packets(own_network, "meta l4proto tcp numgen random mod 100 < 5")
    async with server("game@:0", under=own_network) as running:
        await play_within(own_network, running.addresses["game"])
    assert dropped_packets(own_network) > PLAYERS


@needs("nc")
async def test_clients_that_vanish_without_a_word_are_gone_at_the_idle_deadline(
    own_network: list[str],
) -> None:
    log = ("--log-format", "json", "--log-repeats")
    words = ("game@:0", "--idle-timeout", str(IDLE_TIMEOUT), *log)
    async with (
        server(*words, under=own_network) as running,
        trio.open_nursery() as nursery,
    ):
        address = running.addresses["game"]
        nc = [*own_network, "nc", "-s", STRANGER, address.host, str(address.port)]
        pipe = subprocess.PIPE
        connect = partial(trio.run_process, nc, stdin=pipe, stdout=pipe, check=False)
        clients: list[trio.Process] = [await nursery.start(connect) for _ in range(VANISHING)]
        for client in clients:
            assert client.stdout
            assert (await client.stdout.receive_some()).startswith(b"GAME ")
        at_rest = len(open_descriptors(running)) - len(clients)
        # From now on nothing comes from there or gets there, not even that they leave.
        drop_packets(own_network, f"ip saddr {STRANGER}", f"ip daddr {STRANGER}")
        for client in clients:
            client.kill()
        await play_within(own_network, address)
        await until(lambda: len(events(running, ended="idle-timeout")) == len(clients))
        for event in events(running, ended="idle-timeout"):
            assert event["peer"].startswith(f"{STRANGER}:")
            assert IDLE_TIMEOUT <= event["seconds"] < IDLE_TIMEOUT + LATE
        await until(lambda: len(open_descriptors(running)) == at_rest)
