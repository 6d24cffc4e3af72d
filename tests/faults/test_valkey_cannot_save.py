"""A Valkey that cannot save to its disk, and so takes no writes: the race, the scores, the log."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import trio

from helpers.command import Server, server
from helpers.support import play_to_the_end
from helpers.waiting import patience, until
from race.cluster.valkey import running_valkey
from race.network import player
from trio_sockets import open_stream

pytest.importorskip("coredis", reason="coredis is not installed")

from trio_sockets.scores.valkey_reading import ValkeyReader

PROTECTED = {"enable-protected-configs": "yes"}  # of which the folder is one


async def play(running: Server) -> None:
    async with await open_stream(running.addresses["game"]) as stream:
        assert isinstance(stream, trio.SocketStream)
        await play_to_the_end(stream)


async def save(client: Any, *, works: bool) -> None:
    """Have it save in the background; wait until that has worked, or has not."""
    client.bgsave()
    wanted = "ok" if works else "err"
    await until(lambda: client.info("persistence")["rdb_last_bgsave_status"] == wanted)


async def test_one_pause_two_lines_and_every_score(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    with running_valkey(folder, config=PROTECTED) as valkey, patience():
        words = ("game@:0", "--race-countdown", "0.3", "--scores", valkey.url)
        async with server("race@:0", "--cluster", valkey.url, *words) as running:
            with valkey.client() as client:
                async with player(running.addresses["race"], "ana") as ana:
                    await ana.hears("* ROUND 1")
                    client.config_set("save", "1 1")
                    shutil.rmtree(folder)
                    client.incr("anything")
                    await save(client, works=False)
                    await ana.hears("* PAUSE")
                    await play(running)
                    await running.logged(b"scores not written")
                    before = client.info("stats")["total_connections_received"]
                    await until(
                        lambda: client.info("stats")["total_connections_received"] > before + 6
                    )
                    folder.mkdir()
                    client.config_set("dir", str(folder))
                    await save(client, works=True)
                    await ana.hears("* RESUME")
                    await running.logged(b"scores written again")
                    assert (await ana.answers("0")).startswith("ERR ")
                    assert ana.heard.count("* PAUSE") == ana.heard.count("* RESUME") == 1
            running.process.terminate()
            assert await running.ended() == 0
        for event in (b"cluster unreachable", b"scores not written", b"scores written again"):
            assert running.errors.count(event) == 1
        assert running.errors.count(b"as it cannot save") == 2
        assert b"Traceback" not in running.errors
        assert len(await ValkeyReader(valkey.url).records()) >= 1
