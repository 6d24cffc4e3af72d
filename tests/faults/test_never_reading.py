"""Clients that ask and ask, and never read an answer."""

from contextlib import suppress

import pytest
import trio

from faults.players import fifty_players
from faults.strangers import at_once, connection
from faults.watching import events, forget_peak, memory, peak_memory
from helpers.command import server
from helpers.waiting import until
from trio_sockets import TcpAddress

PEERS = 200
WRITE_TIMEOUT = 10.0
"""Seconds: the server's default."""
QUEUED = 64 * 1024
"""Bytes that the server may keep for one of them."""
CONNECTION = 32 * 1024
"""Bytes for all the rest of one: its task, its objects, its line in the log."""
LATE = 10.0
"""Seconds for a machine that is busy: see test_slow_drip.py."""


@pytest.mark.parametrize("path", ["--fast", "--no-fast"])
async def test_they_are_dropped_at_the_write_deadline_and_the_memory_is_flat(path: str) -> None:
    words = ("text@:0", "game@:0", "--log-format", "json", "--log-repeats")
    limits = ("--max-clients-per-host", "1000")

    async def ask_for_ever(address: TcpAddress) -> None:
        async with await connection(address, receive_buffer=4096) as client:
            with suppress(trio.BrokenResourceError):  # until it is dropped
                while True:
                    await client.send_all(1000 * b"HELP\n")  # a short question, a long answer

    async with server(*words, *limits, path) as running:
        async with fifty_players(running.addresses["game"]) as players:
            await players.win_another()
            forget_peak(running)
            before = memory(running)
            await at_once(PEERS, ask_for_ever, running.addresses["text"])
            grown = peak_memory(running) - before
        assert grown < PEERS * (QUEUED + CONNECTION)
        await until(lambda: len(events(running, service="text")) == PEERS)
        for event in events(running, service="text"):
            assert event["ended"] == "write-timeout"
            assert event["sent"] < QUEUED  # nor does the system keep more
            assert WRITE_TIMEOUT <= event["seconds"] < WRITE_TIMEOUT + LATE
