"""SIGHUP, again and again, to a server with workers that has no quiet moment."""

import signal
from functools import partial

import trio

from faults.players import fifty_players
from faults.strangers import at_once, connection
from helpers.command import server
from helpers.support import receive_all
from helpers.waiting import until
from helpers.worker_processes import WORKERS, events, ready
from trio_sockets import TcpAddress

CONNECTIONS = 20_000
AT_ONCE = 16
RELOADS = 5
PACE = 0.2
"""Seconds: the processor is wanted for the connections, and for ten workers that start."""


async def test_not_one_of_twenty_thousand_connections_fails() -> None:
    async with server("text@:0", "game@:0", *WORKERS) as running:
        before = await ready(running)
        served = 0

        def reloads() -> int:
            return len(events(running, "workers replaced"))

        async def come_and_go(address: TcpAddress) -> None:
            nonlocal served
            while served < CONNECTIONS or reloads() < RELOADS:
                for _ in range(50):
                    async with await connection(address) as client:
                        await client.send_all(b"UPPER a\nQUIT\n")
                        assert await receive_all(client) == b"A\nBYE\n"
                    served += 1

        async def reload_again_and_again() -> None:
            for done in range(RELOADS):
                await until(partial(served_more, CONNECTIONS * done // RELOADS))
                await running.signal(signal.SIGHUP)
                await until(partial(reloaded_more, done))

        def served_more(than: int) -> bool:
            return served > than

        def reloaded_more(than: int) -> bool:
            return reloads() > than

        async with (
            fifty_players(running.addresses["game"], pace=PACE),
            trio.open_nursery() as nursery,
        ):
            nursery.start_soon(reload_again_and_again)
            await at_once(AT_ONCE, come_and_go, running.addresses["text"])
        await until(lambda: len(events(running, "worker ended")) == 2 * RELOADS)
        assert not {*before} & {*await ready(running)}
        assert {event["exit"] for event in events(running, "worker ended")} == {"exit code 0"}
        assert {event["ended"] for event in events(running, "client gone")} == {"finished"}
