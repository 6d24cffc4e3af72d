"""A wall clock that jumps while the server runs."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trio

from faults.means import run
from faults.players import fifty_players
from faults.strangers import connection
from faults.watching import events
from helpers.command import server
from helpers.installed import needs
from helpers.support import receive_all
from trio_sockets import open_text_client

HOUR = timedelta(hours=1)
NOISE = timedelta(minutes=1)
IDLE_TIMEOUT = 2.0
LATE = 10.0


@needs("faketime")
async def test_no_deadline_moves_and_datenow_does(tmp_path: Path) -> None:
    offset = tmp_path / "offset"

    def jump(hours: int) -> None:
        """Set the server's wall clock so many hours from ours; its monotonic one goes on."""
        ahead = tmp_path / "ahead"
        ahead.write_text(f"{hours:+d}h\n")
        ahead.replace(offset)

    # The command knows where the library is; the library itself reads the offset from a file.
    library = run("faketime", "-m", "-f", "+0", "printenv", "LD_PRELOAD").strip()
    clock = {
        "LD_PRELOAD": library,
        "FAKETIME_TIMESTAMP_FILE": str(offset),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",  # its name before version 0.9.8
    }
    words = ("text@:0", "game@:0", "--idle-timeout", str(IDLE_TIMEOUT), "--log-format", "json")
    jump(0)
    async with (
        server(*words, env={**os.environ, **clock}) as running,
        fifty_players(running.addresses["game"]) as players,
        open_text_client(running.addresses["text"]) as text,
    ):
        for hours in (0, 1, -1):
            async with await connection(running.addresses["text"]) as silent:
                began = trio.current_time()
                jump(hours)
                ahead = await text.datenow() - datetime.now(UTC)
                assert abs(ahead - hours * HOUR) < NOISE
                await trio.sleep(IDLE_TIMEOUT / 2)
                await text.datenow()  # nor is this one idle
                assert (await receive_all(silent)).startswith(b"ERR idle-timeout ")
                assert IDLE_TIMEOUT - 0.1 <= trio.current_time() - began < IDLE_TIMEOUT + LATE
                await text.datenow()
        await players.win_another()
        await text.quit()
        assert {event["ended"] for event in events(running)} == {"finished", "idle-timeout"}
