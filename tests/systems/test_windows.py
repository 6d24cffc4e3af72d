"""What a student on Windows meets, as far as a Python without Unix's things can show it."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from helpers.waiting import PATIENCE

WINDOWS = [sys.executable, str(Path(__file__).with_name("windows.py"))]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it has no need to be simulated")

HELPED = [
    *([], ["serve"], ["play"], ["talk"], ["race"], ["scores"], ["check"]),
    *(["check", "server"], ["check", "client"], ["check", "class"], ["check", "dialect"]),
]
UNIX_ADDRESSES = [
    *(["talk", "unix:s"], ["play", "unix:s"], ["race", "unix:s"], ["serve", "text@unix:s"]),
    *(["serve", "text@:0", "--metrics", "unix:s"], ["check", "server", "text", "unix:s"]),
    ["check", "client", "text", "unix:s", "--", "client"],
]
LACKING = [
    *((words, "Windows has no Unix sockets") for words in UNIX_ADDRESSES),
    (["serve", "text@:0", "--proxy-from", "unix"], "Windows has no Unix sockets"),
    (["serve", "text@:0", "--workers", "2"], "no workers on Windows"),
    (["serve", "text@:0", "--scores", "unix:///s"], "or rediss://HOST:PORT"),
    (["serve", "race@:0", "--cluster", "unix:///s"], "or rediss://HOST:PORT"),
    (["scores", "unix:///s"], "or rediss://HOST:PORT"),
]


def ends(lines: list[list[str]]) -> list[tuple[int, str, str]]:
    """Run command lines, all in one process; return how each ended: exit code, output, errors."""
    result = subprocess.run(
        WINDOWS,
        input=json.dumps(lines).encode(),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert result.returncode == 0, result.stderr.decode()
    return [(code, output, errors) for code, output, errors in json.loads(result.stdout)]


def test_every_command_has_help() -> None:
    for code, output, errors in ends([[*words, "--help"] for words in HELPED]):
        assert (code, errors) == (0, "")
        assert output.startswith("Usage: trio-sockets")


def test_a_word_for_something_that_windows_lacks_is_one_line_and_2() -> None:
    words = [words for words, _ in LACKING]
    for (code, output, errors), (asked, reason) in zip(ends(words), LACKING, strict=True):
        assert (code, output, errors.count("\n")) == (2, "", 1), (asked, errors)
        assert reason in errors
        assert "unix:" not in errors.replace("unix:///s", ""), "it would be no advice"


@contextmanager
def server(*words: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    command = [*WINDOWS, "serve", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().decode().split()[-1]
        finally:
            process.kill()


def test_a_server_that_believes_proxies_serves_and_drains_at_ctrl_break() -> None:
    with server("game@127.0.0.1:0", "--proxy-from", "192.0.2.1", "--drain", "0") as (
        process,
        place,
    ):
        host, _, port = place.rpartition(":")
        with socket.create_connection((host, int(port)), PATIENCE) as client:
            replies = client.makefile()
            assert replies.readline() == "GAME 1 100 7\n"
            process.send_signal(signal.SIGUSR1)  # as windows.py has it
            assert replies.read() == "ERR shutting-down the server is stopping, goodbye\n"
        _, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        assert b"Traceback" not in errors


def test_a_game_is_played_with_lines_that_a_console_ends_in_crlf() -> None:
    with server("game@127.0.0.1:0", "--seed", "1") as (_, place):
        played = subprocess.run(
            [*WINDOWS, "play", place],
            input=b"50\r\nquit\r\n",
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    assert (played.returncode, played.stderr) == (0, b"")
    assert b"50: it is" in played.stdout
    assert b"You left the game." in played.stdout


def test_a_race_is_played_in_lines() -> None:
    with server("race@127.0.0.1:0") as (_, place):
        raced = subprocess.run(
            [*WINDOWS, "race", place, "--name", "ana"],
            input=b"quit\r\n",
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    assert (raced.returncode, raced.stderr) == (0, b"")
    assert raced.stdout.startswith(b"You are in the room lobby, alone.")
    assert raced.stdout.splitlines()[-1] == b"You left the race."
