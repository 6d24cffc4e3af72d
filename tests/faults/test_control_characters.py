"""Characters from the network that would forge a line of the log, or steer a terminal."""

import json
import os
import pty
import subprocess

import pytest
import trio

from faults.players import fifty_players
from faults.strangers import connection, reset
from helpers.command import COMMAND, server
from helpers.support import receive_all
from helpers.waiting import patience, until
from trio_sockets import TcpAddress
from trio_sockets.visible import visible

CONTROLS = {
    "CR": "\r",
    "ESC": "\x1b[2J",
    "title": "\x1b]0;owned\x07",
    "NUL": "\0",
    "DEL": "\x7f",
    "CSI": "\x9b31m",
    "NEL": "\x85",
    "LINE SEPARATOR": "\u2028",
    "PARAGRAPH SEPARATOR": "\u2029",
    "RIGHT-TO-LEFT OVERRIDE": "\u202e",
    "RIGHT-TO-LEFT ISOLATE": "\u2067",
    "BYTE ORDER MARK": "\ufeff",
}
FORGED = "\n2026-01-01T00:00:00Z [error    ] forged"
LINES = [
    template.format(characters + FORGED).encode()
    for characters in CONTROLS.values()
    for template in ("{}", "UPPER {}", "DATENOW {}", "50{}")
]


async def say_everything(address: TcpAddress) -> None:
    """Send each line, whole, as UTF-16, and cut off by a reset."""
    for line in LINES:
        for data in (line + b"\n", line.decode().encode("utf-16"), line):
            client = await connection(address)
            await client.send_all(data)
            if data is line:
                reset(client)
                continue
            await client.send_eof()
            await receive_all(client)
            await client.aclose()


@pytest.mark.parametrize("log_format", ["human", "json"])
async def test_none_reaches_the_log(log_format: str) -> None:
    options = ("--log-level", "debug", "--log-format", log_format, "--log-repeats")
    words = ("text@:0", "game@:0", *options)
    async with server(*words) as running:
        async with fifty_players(running.addresses["game"]) as players:
            await say_everything(running.addresses["text"])
            await say_everything(running.addresses["game"])
        expected = sum(players.won) + 2 * 3 * len(LINES)
        await until(lambda: running.errors.count(b"client gone") == expected)
        log = bytes(running.errors).decode()
    assert "forged" not in log
    assert "owned" not in log
    lines = log.split("\n")[:-1]
    assert len(lines) == expected  # an event a line, and a line an event
    for line in lines:
        assert line.isprintable()
        if log_format == "json":
            assert json.loads(line)["event"] == "client gone"


async def test_talk_shows_them_escaped_on_a_terminal() -> None:
    """The echo server says what it is told, so it plays the attacker."""
    attack = "".join(f"{name} {characters}.\n" for name, characters in CONTROLS.items())
    ours, terminal = pty.openpty()
    shown = bytearray()

    async def read_terminal() -> None:
        async with trio.lowlevel.FdStream(ours) as screen:
            try:
                async for chunk in screen:
                    shown.extend(chunk)
            except trio.BrokenResourceError:
                pass  # EIO: the last program that had the terminal has gone

    async with (
        server("echo@:0", "game@:0") as running,
        fifty_players(running.addresses["game"]),
        trio.open_nursery() as nursery,
    ):
        nursery.start_soon(read_terminal)
        with patience():
            await trio.run_process(
                [*COMMAND, "talk", str(running.addresses["echo"])],
                stdin=attack.encode(),
                stdout=terminal,
                stderr=subprocess.DEVNULL,
            )
        os.close(terminal)
    lines = shown.decode().split("\r\n")  # as terminals end them
    assert lines[:-1] == [f"{name} {visible(characters)}." for name, characters in CONTROLS.items()]
    assert all(line.isprintable() for line in lines)
