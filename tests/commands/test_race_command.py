"""``trio-sockets race`` in pipes, as programs use it, and its ends."""

import os
import signal
import subprocess
from functools import partial

import pytest
import trio

from helpers.command import COMMAND, run
from helpers.race_serving import race_on_loopback, scripted_race
from helpers.waiting import patience
from trio_sockets import Parameters, open_race_client, parse_address
from trio_sockets.protocol.race.rules import Rules

QUICK = Rules(Parameters(1, 100, 7), countdown=500)


async def test_it_has_help_with_examples() -> None:
    code, output, _ = await run("race", "--help")
    assert code == 0
    assert "trio-sockets race" in output.partition("Examples:")[2]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["localhost"], "write localhost:PORT"),
        (
            ["--name", "two words"],
            "A name is 1 to 24 visible characters of one alphabet, without blanks.",
        ),
        (["--room", ""], "A name is 1 to 24"),
        (["--name", "\x1b[2J"], "A name is 1 to 24"),
        (["--pace", "-1"], "Write 0 or more seconds."),
        (["--pace", "inf"], "Write 0 or more seconds."),
        (["--rounds", "0"], "Write 1 or more."),
    ],
)
async def test_words_that_are_wrong_exit_with_2(words: list[str], hint: str) -> None:
    code, output, errors = await run("race", *words)
    assert (code, output) == (2, "")
    assert errors.startswith("trio-sockets: ")
    assert errors.count("\n") == 1
    assert errors.strip().isprintable()
    assert hint in errors


@pytest.mark.measured
async def test_a_bot_in_a_pipe_plays_its_rounds_and_leaves() -> None:
    async with race_on_loopback(QUICK) as address:
        words = ("--name", "robo", "--auto", "--pace", "0", "--rounds", "2")
        code, output, errors = await run("race", address, *words)
    assert (code, errors) == (0, "")
    lines = output.splitlines()
    assert lines[0] == "You are in the room lobby, alone."
    assert sum("You win the round!" in line for line in lines) == 2
    assert lines[-1] == "You left the race."


async def test_a_name_that_the_locale_lacks_is_shown_as_its_escape() -> None:
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    async with (
        race_on_loopback(QUICK) as address,
        open_race_client(parse_address(address)) as other,
    ):
        await other.join("名é", "lobby")
        assert await anext(other)
        code, output, errors = await run("race", address, "--name", "ana", env=env)
    assert (code, errors) == (0, "")
    assert "\\u540d\\xe9" in output


@pytest.mark.measured
async def test_guesses_come_from_a_pipe_and_its_end_leaves() -> None:
    async with race_on_loopback(QUICK) as address, trio.open_nursery() as nursery:
        command = [*COMMAND, "race", address, "--name", "ana", "--room", "blue"]
        start = partial(
            trio.run_process, command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, check=False
        )
        process: trio.Process = await nursery.start(start)
        assert process.stdin
        assert process.stdout
        said = b""
        with patience(process, lambda: said):
            while b"Guess!\n" not in said:
                chunk = await process.stdout.receive_some()
                assert chunk, said
                said += chunk
            await process.stdin.send_all(b"50\nfifty\n")
            while b" left.\n" not in said or b"or quit.\n" not in said:
                chunk = await process.stdout.receive_some()
                assert chunk, said
                said += chunk
            await process.stdin.aclose()
            while chunk := await process.stdout.receive_some():
                said += chunk
            assert await process.wait() == 0
    lines = said.decode().splitlines()
    assert lines[0] == "You are in the room blue, alone."
    assert "Write a number from 1 to 100, or quit." in lines
    assert any(line.startswith("50: it is ") for line in lines)
    assert lines[-1] == "You left the race."


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        (b"", "the server closed the connection"),
        (b"ERR busy too many clients\n", "the server answered busy: too many clients"),
        (b"\x1b]0;evil\x07\n", r"the server said '\\x1b]0;evil\\x07'"),
        (b"* RACE x\nERR name-taken \x1b[2Jevil\n", r"\x1b[2Jevil"),
        (b"* RACE x\nERR name-taken choose another\n", "name-taken: choose another"),
        (b"* RACE x\nJOINED lobby 1\nBYE\n", "the server said 'BYE' where a push was expected"),
        (b"* RACE x\nJOINED lobby 1\nERR shutting-down bye\n", "shutting-down: bye"),
    ],
)
async def test_a_server_that_misbehaves_is_one_line_and_1(said: bytes, hint: str) -> None:
    async with scripted_race() as (address, streams), trio.open_nursery() as nursery:

        @nursery.start_soon
        async def speak() -> None:
            stream = await streams.receive()
            await stream.send_all(said)
            if said.startswith(b"* RACE"):
                await stream.receive_some()
            await stream.send_eof()

        code, _, errors = await run("race", address, "--name", "ana", "--auto")
    assert code == 1
    assert errors.startswith("trio-sockets: the server ")
    assert errors.count("\n") == 1
    assert errors.strip().isprintable()
    assert hint in errors


@pytest.mark.parametrize(("login", "name"), [("zoe", "zoe"), ("zoe doe", "player")])
async def test_who_gives_no_name_has_that_of_his_login(login: str, name: str) -> None:
    async with scripted_race() as (address, streams), trio.open_nursery() as nursery:
        nursery.start_soon(partial(run, "race", address, env={**os.environ, "LOGNAME": login}))
        stream = await streams.receive()
        await stream.send_all(b"* RACE hello\n")
        said = bytes(await stream.receive_some())  # and perhaps QUIT, as nobody types
        assert said.startswith(f"JOIN {name} lobby\n".encode())
        await stream.send_eof()


async def test_a_name_that_is_taken_is_one_line_and_1() -> None:
    async with race_on_loopback() as address, open_race_client(parse_address(address)) as other:
        await other.join("Ana", "lobby")
        await anext(other)
        result = await run("race", address, "--name", "ana")
    words = "somebody in the room has this name, choose another"
    assert result == (1, "", f"trio-sockets: the server answered name-taken: {words}\n")


@pytest.mark.measured
async def test_nobody_there_is_one_line_and_1() -> None:
    with trio.socket.socket() as bound:
        await bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        code, output, errors = await run("race", f"127.0.0.1:{port}")
    assert (code, output) == (1, "")
    assert errors.endswith(f"type in another terminal: trio-sockets serve race@:{port}\n")
    assert errors.count("\n") == 1


async def test_ctrl_c_leaves_with_130_and_no_traceback() -> None:
    async with race_on_loopback() as address, trio.open_nursery() as nursery:
        command = [*COMMAND, "race", address, "--name", "robo", "--auto"]
        pipes = dict.fromkeys(("stdout", "stderr"), subprocess.PIPE)
        start = partial(trio.run_process, command, check=False, **pipes)
        process: trio.Process = await nursery.start(start)
        assert process.stdout
        assert process.stderr
        with patience(process):
            assert await process.stdout.receive_some()
            process.send_signal(signal.SIGINT)
            assert await process.wait() == 130
            assert await process.stderr.receive_some() == b""
