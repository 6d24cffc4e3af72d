"""Programs of which nothing can be learned: each is told in one line, in bounded time."""

import sys
from pathlib import Path

import pytest

from trio_sockets import TcpAddress
from trio_sockets.check.harness.programs.process import CannotStartError
from trio_sockets.check.harness.target import open_target
from trio_sockets.check.learn.learning import learn_server
from trio_sockets.check.learn.playing import LearnError
from trio_sockets.words import in_english

SERVER = """
import socket, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    with conn:
        try:
            {body}
        except OSError:
            pass
"""

HOPELESS = {
    "conn.recv(1000)": "closes each connection without a word",
    "while conn.recv(1000): pass": "answers nothing, whatever is sent",
    "while True: conn.sendall(b'hello ' * 1000)": "sends without an end",
    "while conn.recv(1000): conn.sendall(bytes(range(256)))": "not text in UTF-8",
    "while conn.recv(1000): conn.sendall(b'no')": 'answers every guess with "no"',
    "conn.sendall(b'Hi\\n'); [0 for _ in iter(lambda: conn.recv(9), b'')]": 'sends "Hi\\\\n", but',
}


async def told(*command: str) -> str:
    """Learn from a program, and return why that failed."""
    async with open_target(TcpAddress("127.0.0.1", 0), command) as target:
        try:
            await learn_server("game", target, "learned", in_english)
        except (LearnError, CannotStartError) as error:
            return error.words.read()
    raise AssertionError


@pytest.mark.parametrize("body", HOPELESS)
async def test_a_hopeless_program_is_told_in_one_line(body: str, tmp_path: Path) -> None:
    program = tmp_path / "server.py"
    program.write_text(SERVER.format(body=body), "utf-8")
    reason = await told(sys.executable, str(program), "{port}")
    assert reason.startswith("nothing can be learned: ")
    assert HOPELESS[body].replace("\\\\", "\\") in reason
    assert "\n" not in reason


async def test_a_program_that_ends_at_once_is_told_with_its_last_words(tmp_path: Path) -> None:
    program = tmp_path / "server.py"
    program.write_text("raise SystemExit('no port given')", "utf-8")
    reason = await told(sys.executable, str(program), "{port}")
    assert "nothing can be learned: the program ended by itself, with exit code 1" in reason
    assert "no port given" in reason


async def test_a_program_that_cannot_be_run_is_told() -> None:
    assert "cannot run" in await told("/no/such/program", "{port}")
