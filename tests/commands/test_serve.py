"""``trio-sockets serve`` as its user runs it."""

import json
import os
import signal
from pathlib import Path

import pytest
import trio

from helpers.command import refused, run, server
from helpers.support import play_to_the_end, receive_all
from trio_sockets import RefusedError, open_game_client, open_stream, open_text_client


async def test_each_bound_address_is_printed_and_served() -> None:
    async with server("echo@:0", "text@:0", "game@:0") as running:
        assert set(running.addresses) == {"echo", "text", "game"}
        async with open_text_client(running.addresses["text"]) as text:
            assert await text.upper("é") == "É"


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (["chat"], 2, "there is no service 'chat': choose from echo, text, game"),
        (["text@50008"], 2, "'50008' is no address: write :50008"),
        (["text@:http"], 2, "':http' has no valid port: write a number from 0 to 65535"),
        (["--low", "5", "--high", "3"], 2, "low 5 is above high 3"),
        (["--tries", "0"], 2, 'Invalid value "0" for --tries. Write 1 or more.'),
        (["--tries", "x"], 2, "unable to convert 'x' into a whole number"),
        (["--idle-timeout", "-1"], 2, "Write 0 or more seconds, or none."),
        (["--drain", "nan"], 2, "Write 0 or more seconds, or none."),
        (["--max-clients", "0"], 2, 'Invalid value "0" for --max-clients. Write 1 or more.'),
        (
            ["--max-clients-per-host", "0"],
            2,
            'Invalid value "0" for --max-clients-per-host. Write 1 or more.',
        ),
        (["--log-level", "loud"], 2, "--log-level"),
        (["--config", "/nowhere.toml"], 2, "cannot read /nowhere.toml: No such file or directory"),
        (["--colour"], 2, "--colour"),
        (["text@unix:/nowhere/text.sock"], 1, "its folder does not exist"),
        (["text@192.0.2.1:0"], 1, "192.0.2.1 is no address of this machine: try text@:0"),
        (["text@no-such-host.invalid:0"], 1, "there is no host 'no-such-host.invalid'"),
    ],
)
async def test_what_is_wrong_is_one_line_that_says_what_to_do(
    words: list[str], code: int, hint: str
) -> None:
    exit_code, output, errors = await run("serve", *words)
    assert exit_code == code
    assert output == ""
    assert errors.startswith("trio-sockets: ")
    assert hint in errors
    assert errors.count("\n") == 1


async def test_a_port_in_use_says_which_to_try() -> None:
    async with server("echo@:0") as running:
        port = running.addresses["echo"].port
        code, _, errors = await run("serve", f"echo@:{port}")
    assert code == 1
    assert errors == f"trio-sockets: port {port} is in use: try echo@127.0.0.1:0\n"


async def test_options_come_from_flags_then_environment_then_toml(tmp_path: Path) -> None:
    config = tmp_path / "lab.toml"
    await trio.Path(config).write_text(
        '[serve]\nlow = 10\nhigh = 20\ntries = 3\nidle-timeout = "none"\n'
    )
    env = {**os.environ, "TRIO_SOCKETS_SERVE_HIGH": "30", "TRIO_SOCKETS_SERVE_TRIES": "4"}
    words = ("game@:0", "--config", str(config), "--tries", "5")
    async with (
        server(*words, env=env) as running,
        open_game_client(running.addresses["game"]) as game,
    ):
        assert (game.low, game.high, game.tries) == (10, 30, 5)


@pytest.mark.parametrize(
    ("toml", "hint"),
    [("[serve]\nhihg = 5\n", "Unknown option"), ("[serve\n", "lab.toml: Expected")],
)
async def test_a_wrong_config_file_is_one_line(tmp_path: Path, toml: str, hint: str) -> None:
    config = tmp_path / "lab.toml"
    await trio.Path(config).write_text(toml)
    code, _, errors = await run("serve", "--config", str(config))
    assert code == 2
    assert hint in errors
    assert errors.count("\n") == 1


async def test_sigterm_in_mid_game_lets_it_finish_refuses_others_and_exits_0() -> None:
    async with server("game@:0") as running:
        address = running.addresses["game"]
        async with await trio.open_tcp_stream(address.host, address.port) as player:
            assert (await player.receive_some()).startswith(b"GAME ")
            await running.signal(signal.SIGTERM)
            await running.logged(b"draining")
            await refused(address)
            await play_to_the_end(player)
        assert await running.ended() == 0


async def test_a_second_sigint_ends_what_would_drain_for_ever() -> None:
    """That it does so within a second is shown on the mock clock, in test_drain.py."""
    async with server("text@:0", "game@:0", "--drain", "none") as running:
        text = await open_stream(running.addresses["text"])
        await text.send_all(b"UPPER a\n")
        assert await text.receive_some() == b"A\n"
        game = await open_stream(running.addresses["game"])
        assert await game.receive_some() == b"GAME 1 100 7\n"
        await running.signal(signal.SIGINT)
        await running.logged(b"draining")
        await running.signal(signal.SIGINT)
        assert await running.ended() == 0
        for stream in (text, game):
            assert (await receive_all(stream)).startswith(b"ERR shutting-down ")
            await stream.aclose()


async def test_the_drain_time_ends_idle_conversations() -> None:
    async with server("text@:0", "--drain", "0.2") as running:
        async with await open_stream(running.addresses["text"]) as client:
            await client.send_all(b"UPPER a\n")
            assert await client.receive_some() == b"A\n"
            await running.signal(signal.SIGTERM)
            assert (await receive_all(client)).startswith(b"ERR shutting-down ")
        assert await running.ended() == 0


async def test_timeouts_and_limits_reach_the_server() -> None:
    async with (
        server("text@:0", "--idle-timeout", "0.2") as running,
        await open_stream(running.addresses["text"]) as client,
    ):
        assert (await receive_all(client)).startswith(b"ERR idle-timeout ")
    async with (
        server("text@:0", "--line-timeout", "1", "--unterminated-timeout", "none") as running,
        await open_stream(running.addresses["text"]) as client,
    ):
        await client.send_all(b"UPPER a")
        assert (await receive_all(client)).startswith(b"ERR line-timeout ")
    async with server("text@:0", "--max-clients", "1") as running:
        address = running.addresses["text"]
        async with open_text_client(address) as first, open_text_client(address) as second:
            assert await first.upper("a") == "A"
            with pytest.raises(RefusedError, match="busy"):
                await second.upper("b")


async def test_a_seed_makes_the_numbers_repeat() -> None:
    async def first_secrets(seed: str) -> list[bytes]:
        async with server("game@:0", "--seed", seed, "--tries", "1") as running:
            secrets = []
            for _ in range(5):
                async with await open_stream(running.addresses["game"]) as client:
                    await client.send_all(b"1\n")
                    secrets.append((await receive_all(client)).splitlines()[-1])
            return secrets

    assert await first_secrets("7") == await first_secrets("7") != await first_secrets("8")


async def test_json_logs_are_an_object_a_line_on_standard_error() -> None:
    async with server("text@:0", "--log-format", "json") as running:
        async with await open_stream(running.addresses["text"]) as client:
            await client.send_all(b"UPPER a\nQUIT\n")
            assert await receive_all(client) == b"A\nBYE\n"
        await running.logged(b"client gone")
        await running.signal(signal.SIGTERM)
        await running.ended()
        [gone, draining] = [json.loads(line) for line in running.errors.splitlines()]
    assert draining["event"] == "draining"
    assert gone["event"] == "client gone"
    assert gone["level"] == "info"
    assert gone["service"] == "text"
    assert gone["peer"].startswith("127.0.0.1:")
    assert (gone["received"], gone["sent"], gone["messages"]) == (13, 6, 2)
    assert gone["ended"] == "finished"
    assert gone["seconds"] >= 0


async def test_nothing_is_logged_below_the_level() -> None:
    async with server("text@:0", "--log-level", "warning") as running:
        async with open_text_client(running.addresses["text"]) as text:
            await text.quit()
        await running.signal(signal.SIGTERM)
        assert await running.ended() == 0
        assert running.errors == b""


async def test_what_a_client_sends_never_reaches_the_log() -> None:
    async with server("text@:0", "--log-level", "debug") as running:
        async with await open_stream(running.addresses["text"]) as client:
            await client.send_all(b"\x1b[2J evil\r\n\0\xff\n")
            await client.send_eof()
            await receive_all(client)
        await running.logged(b"client gone")
        assert b"evil" not in running.errors
        assert bytes(running.errors).decode().replace("\n", "").isprintable()
