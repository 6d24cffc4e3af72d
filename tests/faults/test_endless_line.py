"""A line without an end."""

import pytest

from faults.players import fifty_players
from faults.strangers import connection
from faults.watching import forget_peak, memory, peak_memory
from helpers.command import server
from helpers.support import receive_all

MEBIBYTE = 2**20


# The general path takes in less at a time, and so longer.
@pytest.mark.parametrize(("path", "mebibytes"), [("--fast", 1024), ("--no-fast", 256)])
async def test_it_is_one_error_takes_no_memory_and_the_conversation_goes_on(
    path: str, mebibytes: int
) -> None:
    async with (
        server("text@:0", "game@:0", path, "--line-timeout", "none") as running,
        fifty_players(running.addresses["game"]) as players,
        await connection(running.addresses["text"]) as client,
    ):
        await players.win_another()  # until then the memory grows to what fifty games take
        forget_peak(running)
        before = memory(running)
        for _ in range(mebibytes):
            await client.send_all(MEBIBYTE * b"x")
        await client.send_all(b"\nUPPER still here\nQUIT\n")
        error, *rest = (await receive_all(client)).splitlines()
        assert error.startswith(b"ERR line-too-long ")
        assert rest == [b"STILL HERE", b"BYE"]
        assert peak_memory(running) - before < MEBIBYTE
