"""``trio-sockets serve --cluster``: its words, and what it costs those who do without."""

import signal
import sys
from pathlib import Path

import pytest
import trio

from helpers.command import run, server
from helpers.support import receive_all
from helpers.waiting import until
from helpers.worker_processes import WORKERS, ready
from race.cluster.valkey import running_valkey
from race.network import player, quick
from trio_sockets import open_stream

WITHOUT = """
import sys
from trio_sockets.cli import app
from trio_sockets.services import all_services

session = all_services()["game"].session()
session.greeting(), session.receive_data(b"1\\n")
print(*sorted({"coredis", "anyio", "trio_sockets.race.cluster"} & set(sys.modules)))
"""


@pytest.mark.parametrize(
    "url", ["valkey", "http://host:1", "redis://", "redis://host:port", "redis://h:99999"]
)
async def test_an_address_that_is_none_is_one_line(url: str) -> None:
    code, output, errors = await run("serve", "race@:0", "--cluster", url)
    assert (code, output) == (2, "")
    assert errors.count("\n") == 1
    assert "Invalid value for --cluster: must be redis://HOST:PORT" in errors


async def test_a_missing_extra_is_named(tmp_path: Path) -> None:
    (tmp_path / "coredis").mkdir()
    (tmp_path / "coredis/__init__.py").write_text("raise ModuleNotFoundError(name='coredis')")
    path = [str(tmp_path), *(entry for entry in sys.path if entry)]
    code, output, errors = await run(
        "serve", "race@:0", "--cluster", "redis://h", env={"PYTHONPATH": ":".join(path)}
    )
    assert (code, output) == (2, "")
    assert errors.startswith("trio-sockets: --cluster needs coredis: ")
    assert "[cluster]" in errors
    assert errors.count("\n") == 1


@pytest.mark.measured
async def test_a_race_over_workers_needs_it() -> None:
    code, _, errors = await run("serve", "game@:0", "race@:0", "--workers", "2")
    assert code == 2
    assert errors == "trio-sockets: race with workers needs --cluster\n"


async def test_without_it_nothing_of_it_is_loaded() -> None:
    program = [sys.executable, "-c", WITHOUT]
    process = await trio.run_process(program, capture_stdout=True)
    assert process.stdout == b"\n"


@pytest.mark.measured
async def test_workers_share_the_rooms() -> None:
    pytest.importorskip("coredis", reason="coredis is not installed")
    with running_valkey() as valkey:
        async with server("race@:0", "--cluster", valkey.url, *quick(), *WORKERS) as running:
            await ready(running)
            address = running.addresses["race"]
            async with player(address, "a") as a, player(address, "b"), player(address, "c"):
                async with player(address, "d") as d:
                    await until(lambda: all(f"* PLAYER {name} 0" in d.heard for name in "abc"))
                await a.hears("* LEAVE d")
                await a.hears("* ROUND 1")


async def test_it_serves_while_there_is_nothing_at_the_address() -> None:
    nowhere = ("--cluster", "redis://127.0.0.1:1")
    async with server("race@:0", "text@:0", *nowhere, "--drain", "0.5") as running:
        await running.logged(b"cluster unreachable")
        async with player(running.addresses["race"]) as ana:
            await ana.says("JOIN ana")
            await ana.hears("* PAUSE")
            async with await open_stream(running.addresses["text"]) as stream:
                await stream.send_all(b"UPPER a\nQUIT\n")
                assert await receive_all(stream) == b"A\nBYE\n"
        await running.signal(signal.SIGTERM)
        assert await running.ended() == 0
        assert running.errors.count(b"cluster unreachable") == 1
        assert b"Traceback" not in running.errors
