"""``serve --scores redis://...``: one board of many servers, and what it costs to be without."""

import json
import os
import signal
import sys
from pathlib import Path

import pytest
import trio

from helpers.command import Server, run, server
from helpers.support import play_to_the_end
from helpers.worker_processes import WORKERS, alone, ready
from race.cluster.valkey import running_valkey
from race.network import player
from trio_sockets import open_stream

pytestmark = pytest.mark.thorough

NOWHERE = "redis://127.0.0.1:1"
WRONG = [
    "http://host:1",
    "redis://",
    "redis://host:port",
    "redis://h:99999",
    "unix://",
    "redis://h?db=x",
]
coredis = pytest.mark.skipif(
    not any(Path(entry, "coredis").is_dir() for entry in sys.path if entry),
    reason="coredis is not installed",
)


async def play(running: Server, times: int) -> None:
    for _ in range(times):
        async with await open_stream(running.addresses["game"]) as stream:
            assert isinstance(stream, trio.SocketStream)
            await play_to_the_end(stream)


async def stop(running: Server) -> None:
    await running.signal(signal.SIGTERM)
    assert await running.ended() == 0
    assert b"Traceback" not in running.errors


@coredis
async def test_two_servers_write_one_board_and_it_is_shown() -> None:
    with running_valkey() as valkey:
        scores = ("--scores", valkey.url)
        race = ("race@:0", "--cluster", valkey.url, "--race-countdown", "0.3", "--high", "1")
        async with server("game@:0", *scores) as one, server("game@:0", *race, *scores) as two:
            await play(one, 3)
            await play(two, 4)
            async with player(two.addresses["race"], "ana") as ana:
                await ana.hears("* ROUND 1")
                await ana.answers("1")
                await ana.hears("* END ")
            await stop(one)
            await stop(two)
        code, output, errors = await run("scores", valkey.url, "--format", "json")
        assert (code, errors) == (0, "")
        assert {row["player"]: row["games"] for row in json.loads(output)} == {
            "127.0.0.1": 7,
            "ana": 1,
        }
        _, output, _ = await run("scores", valkey.url, "--player", "127.0.0.1", "--top", "5")
        assert len(output.splitlines()) == 6
        _, output, _ = await run("scores", valkey.url, "--since", "2100-01-01")
        assert output == "no game has been won or lost\n"


@coredis
@pytest.mark.skipif(sys.platform != "linux", reason="it looks at Linux's processes")
async def test_workers_write_one_board() -> None:
    with running_valkey() as valkey:
        async with server("game@:0", *WORKERS, "--scores", valkey.url) as running:
            for pid in await ready(running):
                async with alone(running, pid):
                    await play(running, 3)
            await stop(running)
        _, output, _ = await run("scores", valkey.url, "--format", "json")
        [board] = json.loads(output)
        assert board["games"] == 6


@coredis
async def test_it_serves_while_there_is_nothing_at_the_address() -> None:
    words = ("game@:0", "--scores", NOWHERE, "--drain", "0.3", "--log-format", "json")
    async with server(*words) as running:
        await play(running, 2)
        await running.logged(b"scores not written")
        await play(running, 1)
        await stop(running)
        await running.logged(b'"event": "scores lost"')
        assert b'"lost": 3' in running.errors
    code, output, errors = await run("scores", NOWHERE)
    assert (code, output) == (1, "")
    assert errors == "trio-sockets: nobody answers at 127.0.0.1:1\n"


@pytest.mark.measured
@coredis
async def test_a_wrong_password_is_one_line_before_anybody_is_served() -> None:
    with running_valkey() as valkey:
        with valkey.client() as client:
            client.config_set("requirepass", "right")
        url = f"redis://:wrong@127.0.0.1:{valkey.port}"
        for words in (("serve", "game@:0", "--scores", url), ("scores", url)):
            code, output, errors = await run(*words)
            assert (code, output) == (1, "")
            assert errors.count("\n") == 1
            assert f"127.0.0.1:{valkey.port}" in errors
            assert ":wrong" not in errors


@coredis
@pytest.mark.parametrize("url", WRONG)
async def test_an_address_that_is_none_is_one_line(url: str) -> None:
    for words in (("serve", "game@:0", "--scores", url), ("scores", url)):
        code, output, errors = await run(*words)
        assert (code, output) == (2, "")
        assert errors.count("\n") == 1
        assert "must be redis://HOST:PORT" in errors
        assert errors.endswith(", or a file such as ./scores.sqlite\n")


@pytest.mark.measured
async def test_a_missing_extra_is_named(tmp_path: Path) -> None:
    (tmp_path / "coredis").mkdir()
    (tmp_path / "coredis/__init__.py").write_text("raise ModuleNotFoundError(name='coredis')")
    path = os.pathsep.join([str(tmp_path), *(entry for entry in sys.path if entry)])
    env = {**os.environ, "PYTHONPATH": path}
    for words, user in (
        (("serve", "game@:0", "--scores", NOWHERE), "--scores"),
        (("scores", NOWHERE), "scores"),
    ):
        code, output, errors = await run(*words, env=env)
        assert (code, output) == (2, "")
        assert errors.startswith(f"trio-sockets: {user} needs coredis: ")
        assert "[cluster]" in errors
        assert errors.count("\n") == 1


@coredis
@pytest.mark.parametrize(
    ("place", "loaded"), [("scores.sqlite", "apsw"), (NOWHERE, "coredis"), (None, "")]
)
async def test_only_what_the_place_needs_is_loaded(place: str | None, loaded: str) -> None:
    program = (
        "import sys\n"
        "from trio_sockets.commands.options.scores import ScoreOptions, parse_place\n"
        f"ScoreOptions(scores={place!r} and parse_place({place!r})).keeper()\n"
        "print(*sorted({'apsw', 'coredis'} & set(sys.modules)))\n"
    )
    result = await trio.run_process([sys.executable, "-c", program], capture_stdout=True)
    assert result.stdout.decode() == f"{loaded}\n"
