"""Clients that send a line a byte at a time, and never end it."""

import trio

from faults.players import fifty_players
from faults.strangers import at_once, connection
from faults.watching import events
from helpers.command import server
from helpers.support import receive_all
from helpers.waiting import patience
from trio_sockets import TcpAddress

DRIPS = 500
LINE_TIMEOUT = 5.0
EARLY = 0.1
"""Seconds: the server looks at its clock a moment before it reads the byte."""
LATE = 5.0
"""Seconds for a busy machine. That deadlines are exact is shown on the mock clock."""


async def test_a_byte_a_second_ends_at_the_line_deadline_and_not_before() -> None:
    log = ("--log-format", "json", "--log-repeats")
    words = ("text@:0", "game@:0", "--line-timeout", str(LINE_TIMEOUT), *log)
    seconds: list[float] = []

    async def drip(address: TcpAddress) -> None:
        async with await connection(address) as client, trio.open_nursery() as nursery:

            async def send() -> None:
                await client.send_all(b"UPPER whole\n")  # so the next is no unterminated message
                while True:
                    await client.send_all(b"x")
                    await trio.sleep(1)

            began = trio.current_time()
            nursery.start_soon(send)
            with patience():
                whole, last_words = (await receive_all(client)).splitlines()
            seconds.append(trio.current_time() - began)
            assert whole == b"WHOLE"
            assert last_words.startswith(b"ERR line-timeout ")
            nursery.cancel_scope.cancel()

    async with server(*words, "--max-clients-per-host", "1000") as running:
        async with fifty_players(running.addresses["game"]):
            await at_once(DRIPS, drip, running.addresses["text"])
        assert len(events(running, ended="line-timeout")) == DRIPS
    assert min(seconds) > LINE_TIMEOUT - EARLY
    assert max(seconds) < LINE_TIMEOUT + LATE
