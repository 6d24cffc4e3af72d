"""Nobody reads the log, for as long as it takes to fill all the room that its lines have."""

import json
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio

from faults.players import fifty_players
from faults.strangers import at_once, connection, reset
from faults.watching import memory
from helpers.command import COMMAND, Server
from helpers.programs import collect
from helpers.waiting import patience, until
from trio_sockets import TcpAddress, parse_address
from trio_sockets.output.backlog import BYTES

CLIENTS = 12_000
"""With a line of some 240 bytes each: one process has room for a third of them."""

AT_ONCE = 50
LOG = ("--log-format", "json", "--log-repeats")


@asynccontextmanager
async def unread(*words: str) -> AsyncIterator[tuple[Server, trio.lowlevel.FdStream]]:
    """Serve games; yield the server, and what it logs, which is for the block to read."""
    near, far = os.pipe()
    async with trio.lowlevel.FdStream(near) as log:
        process = await trio.lowlevel.open_process(
            [*COMMAND, "serve", "game@:0", *LOG, *words], stdout=subprocess.PIPE, stderr=far
        )
        os.close(far)
        assert process.stdout
        try:
            said = b""
            with patience(process, lambda: said):
                while not said.endswith(b"\n"):
                    said += await process.stdout.receive_some()
            address = parse_address(said.decode().partition(" listening on ")[2].strip())
            assert isinstance(address, TcpAddress)
            yield Server(process, {"game": address}, bytearray(), trio.Event()), log
        finally:
            if process.poll() is None:
                process.kill()
            await process.stdout.aclose()


async def come_and_reset(address: TcpAddress) -> None:
    for _ in range(CLIENTS // AT_ONCE):
        reset(await connection(address))


@pytest.mark.parametrize(
    ("words", "processes"), [((), 1), (("--no-fast",), 1), (("--workers", "2"), 2)]
)
async def test_no_client_waits_and_the_lines_that_are_missing_are_counted(
    words: tuple[str, ...], processes: int
) -> None:
    async with unread("--max-clients-per-host", str(CLIENTS), *words) as (running, log):
        address = running.addresses["game"]
        async with fifty_players(address) as players:
            await players.win_another()
            held = memory(running)
            await at_once(AT_ONCE, come_and_reset, address)
            await players.win_another()
            assert memory(running) - held < 16 * BYTES
        async with trio.open_nursery() as nursery:
            nursery.start_soon(collect, log, running.errors)
            await until(lambda: running.errors.count(b"log lines dropped") == processes)
            await running.signal(signal.SIGTERM)
            with patience(running.process):
                assert await running.process.wait() == 0
        events = [json.loads(line) for line in running.errors.splitlines()]  # none is cut or mixed
        dropped = [event for event in events if event["event"] == "log lines dropped"]
        assert [event["level"] for event in dropped] == processes * ["warning"]
        written = sum(event["event"] == "client gone" for event in events)
        missing = sum(event["lines"] for event in dropped)
        assert written + missing == CLIENTS + sum(players.won)
