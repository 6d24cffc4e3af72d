"""``trio-sockets play`` and ``talk`` as their user runs them."""

import random
import shlex
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
import trio

import trio_sockets
from helpers.command import COMMAND, run, server
from helpers.programs import run_to_end
from helpers.waiting import patience


@asynccontextmanager
async def server_that_says(data: bytes, *, then_close: bool = True) -> AsyncIterator[str]:
    """Listen, say just this to whoever comes, and yield the address."""

    async def speak(stream: trio.SocketStream) -> None:
        async with stream:
            await stream.send_all(data)
            if not then_close:
                await trio.sleep_forever()
            await stream.send_eof()
            async for _ in stream:
                pass

    async with trio.open_nursery() as nursery:
        serve = partial(trio.serve_tcp, speak, 0, host="127.0.0.1")
        [listener] = await nursery.start(serve)
        yield f"127.0.0.1:{listener.socket.getsockname()[1]}"
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize("command", ["serve", "play", "talk"])
async def test_every_command_has_help_with_examples(command: str) -> None:
    code, output, _ = await run(command, "--help")
    assert code == 0
    assert f"trio-sockets {command}" in output.partition("Examples:")[2]


async def test_words_that_are_wrong_exit_with_2() -> None:
    for words in (["bogus"], ["play", "localhost"], ["talk"], ["play", ":1", "--timeout", "x"]):
        code, output, errors = await run(*words)
        assert (code, output) == (2, "")
        assert errors.startswith("trio-sockets: ")
        assert errors.count("\n") == 1


async def test_the_bot_finds_one_in_a_million_with_20_tries() -> None:
    async with server("game@:0", "--high", "1000000", "--tries", "20") as running:
        code, output, errors = await run("play", str(running.addresses["game"]), "--auto")
    assert (code, errors) == (0, "")
    assert "500000: it is" in output
    assert output.endswith("You win!\n")


async def test_a_lost_game_exits_with_1() -> None:
    async with server("game@:0", "--high", "1000000", "--tries", "1", "--seed", "1") as running:
        code, output, _ = await run("play", str(running.addresses["game"]), "--auto")
    assert code == 1
    assert output.endswith("You lose.\n")


async def test_a_person_may_play_through_a_pipe_and_leave_at_its_end() -> None:
    async with server("game@:0", "--seed", "1") as running:
        code, output, _ = await run("play", str(running.addresses["game"]), stdin=b"50\nx\n1")
    assert code == 0
    assert "50: it is" in output
    assert "Write a number from 1 to 100" in output
    assert "1: it is higher." in output
    assert output.endswith("You left the game.\n")


async def test_talk_in_a_pipe_prints_every_reply_and_exits() -> None:
    async with server("text@:0") as running:
        words = ("talk", str(running.addresses["text"]))
        lines = "UPPER hé\nLOWER ÀB\nUPPER last".encode()
        assert await run(*words, stdin=lines) == (0, "HÉ\nàb\nLAST\n", "")


@pytest.mark.measured
async def test_talk_reads_a_file_and_passes_bytes_unchanged(tmp_path: Path) -> None:
    data = random.Random(1).randbytes(300_000)
    path = tmp_path / "data"
    await trio.Path(path).write_bytes(data)
    async with server("echo@:0") as running:
        with path.open("rb") as file:
            words = [*COMMAND, "talk", str(running.addresses["echo"])]
            result = await run_to_end(words, stdin=file)
    assert result.stdout == data


async def test_talk_over_a_unix_socket(tmp_path: Path) -> None:
    path = f"unix:{tmp_path}/text.sock"
    async with trio.open_nursery() as nursery:
        await nursery.start(trio_sockets.serve, [f"text@{path}"])
        assert await run("talk", path, stdin=b"UPPER a\n") == (0, "A\n", "")
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize(("command", "service"), [("play", "game"), ("talk", "text")])
async def test_nobody_there_is_one_line_that_says_how_to_start_a_server(
    command: str, service: str
) -> None:
    with trio.socket.socket() as bound:
        await bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        code, output, errors = await run(command, f":{port}")
    assert (code, output) == (1, "")
    assert errors == (
        f"trio-sockets: cannot connect to 127.0.0.1:{port}: nobody listens there: to start a "
        f"server, type in another terminal: trio-sockets serve {service}@:{port}\n"
    )


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        (b"", "the server closed the connection"),
        (b"ERR busy too many clients\n", "the server answered busy: too many clients"),
        (b"\x1b]0;evil\x07\n", r"the server said '\\x1b]0;evil\\x07'"),
        (b"GAME 1 100 7\nnonsense\n", "the server said 'nonsense'"),
        (b"GAME 1 100 7\nHIGHER 6\nHIGHER 5\nHIGHER 4\nLOWER 3\nLOWER 3\n", "true to the others"),
    ],
)
async def test_a_server_that_misbehaves_is_one_line_and_1(said: bytes, hint: str) -> None:
    async with server_that_says(said) as address:
        code, _, errors = await run("play", address, "--auto")
    assert code == 1
    assert errors.startswith("trio-sockets: the server ")
    assert errors.count("\n") == 1
    assert errors.strip().isprintable()
    # What comes too soon may be noticed before the guess that it would have answered.
    assert hint in errors or "where nothing was expected" in errors


@pytest.mark.parametrize("command", ["play", "talk"])
async def test_a_silent_server_is_one_line_and_1(command: str) -> None:
    async with server_that_says(b"", then_close=False) as address:
        code, _, errors = await run(command, address, "--timeout", "2")
    assert code == 1
    assert errors.startswith("trio-sockets: the server ")
    assert "2 s" in errors


@pytest.mark.parametrize("words", [["play"], ["talk"]])
async def test_ctrl_c_leaves_with_130_and_no_traceback(words: list[str]) -> None:
    async with server("game@:0") as running, trio.open_nursery() as nursery:
        start = partial(
            trio.run_process,
            [*COMMAND, *words, str(running.addresses["game"])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            check=False,
        )
        process: trio.Process = await nursery.start(start)
        assert process.stdin
        assert process.stdout
        assert process.stderr
        with patience(process):
            assert await process.stdout.receive_some()  # it is connected, and waits for us
            process.send_signal(signal.SIGINT)
            assert await process.wait() == 130
            assert await process.stderr.receive_some() == b""
        await process.stdin.aclose()


@pytest.mark.measured
async def test_a_reader_that_goes_away_is_no_traceback() -> None:
    async with server("echo@:0") as running:
        words = shlex.join([*COMMAND, "talk", str(running.addresses["echo"])])
        line = f"head -c 3000000 /dev/zero | {words} | head -c 1"
        result = await run_to_end(line, shell=True)
    assert result.stderr == b""
