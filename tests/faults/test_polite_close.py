"""A last word that must arrive, though the client is still talking."""

import pytest

from faults.players import fifty_players
from faults.strangers import at_once, connection
from faults.watching import events
from helpers.command import server
from helpers.support import receive_all
from helpers.waiting import until
from trio_sockets import TcpAddress

CLOSES = 1_000
AT_ONCE = 50
JUNK = 64 * 1024 * b"x"


@pytest.mark.parametrize("path", ["--fast", "--no-fast"])
async def test_bye_and_the_end_reach_a_thousand_with_unread_input_and_no_reset(path: str) -> None:
    async def say_too_much(address: TcpAddress) -> None:
        for _ in range(CLOSES // AT_ONCE):
            async with await connection(address) as client:
                await client.send_all(b"QUIT\n" + JUNK)
                assert await receive_all(client) == b"BYE\n"  # a reset would raise

    log = ("--log-format", "json", "--log-repeats")
    async with server("text@:0", "game@:0", path, *log) as running:
        async with fifty_players(running.addresses["game"]):
            await at_once(AT_ONCE, say_too_much, running.addresses["text"])
        await until(lambda: len(events(running, service="text")) == CLOSES)
        assert {event["ended"] for event in events(running)} == {"finished"}
