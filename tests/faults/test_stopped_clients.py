"""Clients that are stopped (SIGSTOP) while replies are on their way."""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import trio

from faults.players import fifty_players
from faults.watching import events
from helpers.command import server
from helpers.installed import needs
from helpers.waiting import patience, until
from trio_sockets import TcpAddress
from trio_sockets.protocol.text import HELP

LINES = 300_000
QUESTIONS = LINES * b"HELP\n"
ANSWERS = LINES * (HELP.encode() + b"\n")
"""Some 17 MB."""
BUFFERS = 10_000_000
"""Bytes that the system may keep between server and client, and more."""
WRITE_TIMEOUT = 6.0


@dataclass
class Netcat:
    """An ``nc`` that asks for help, again and again."""

    process: trio.Process
    answers: Path

    def has_asked_all(self) -> bool:
        """Whether all its questions are on their way (proc(5), fdinfo)."""
        position = Path(f"/proc/{self.process.pid}/fdinfo/0").read_text().split()[1]
        return int(position) == len(QUESTIONS)

    def has_all(self) -> bool:
        return self.answers.read_bytes() == ANSWERS

    async def ended(self) -> None:
        with patience():
            await self.process.wait()


@asynccontextmanager
async def stopped_netcat(address: TcpAddress, folder: Path) -> AsyncIterator[Netcat]:
    """Begin to ask, and stop it in the middle; kill what is left of it after the block."""
    questions, answers = folder / "questions", folder / "answers"
    await trio.Path(folder).mkdir()
    await trio.Path(questions).write_bytes(QUESTIONS)
    async with trio.open_nursery() as nursery:
        with questions.open("rb") as stdin, answers.open("wb") as stdout:
            command = ["nc", "-N", "-I", "65536", address.host, str(address.port)]
            run = partial(trio.run_process, command, stdin=stdin, stdout=stdout, check=False)
            process: trio.Process = await nursery.start(run)
        client = Netcat(process, answers)
        try:
            await until(client.has_asked_all)
            process.send_signal(signal.SIGSTOP)
            assert answers.stat().st_size < len(ANSWERS) - BUFFERS
            yield client
        finally:
            process.kill()


@needs("nc")
async def test_who_wakes_up_in_time_gets_every_reply_and_who_does_not_is_dropped(
    tmp_path: Path,
) -> None:
    words = ("text@:0", "game@:0", "--write-timeout", str(WRITE_TIMEOUT), "--log-format", "json")

    async def wake_up_in_time(address: TcpAddress, folder: Path) -> None:
        async with stopped_netcat(address, folder) as client:
            await trio.sleep(1)
            client.process.send_signal(signal.SIGCONT)
            await client.ended()
            assert client.has_all()

    async def wake_up_too_late(address: TcpAddress, folder: Path) -> None:
        async with stopped_netcat(address, folder) as client:
            await until(lambda: len(events(running, ended="write-timeout")) == 2)
            client.process.send_signal(signal.SIGCONT)
            await client.ended()
            assert not client.has_all()

    async with server(*words) as running:
        async with fifty_players(running.addresses["game"]), trio.open_nursery() as nursery:
            for name in ("first", "second"):
                for client in (wake_up_in_time, wake_up_too_late):
                    folder = tmp_path / f"{client.__name__}-{name}"
                    nursery.start_soon(client, running.addresses["text"], folder)
        assert len(events(running, ended="peer-closed", service="text")) == 2
