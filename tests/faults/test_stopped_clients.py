"""Clients that are stopped (SIGSTOP) while replies are on their way."""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import trio

from command import COMMAND, server
from faults.players import fifty_players
from faults.watching import PATIENCE, events, eventually
from trio_sockets import TcpAddress
from trio_sockets.protocol.text import HELP

LINES = 200_000
QUESTIONS = LINES * b"HELP\n"
ANSWERS = LINES * (HELP.encode() + b"\n")
"""Some 11 MB, so that they do not all fit into the system's buffers."""
BEGUN = 1_000_000
"""Bytes of answers that a client has had when it is stopped; its questions are well ahead."""
WRITE_TIMEOUT = 6.0


@dataclass
class Talk:
    """A running ``trio-sockets talk`` that asks for help, again and again."""

    process: trio.Process
    answers: Path

    def has_all(self) -> bool:
        return self.answers.read_bytes() == ANSWERS

    async def ended(self) -> int:
        with trio.fail_after(PATIENCE):
            return await self.process.wait()


@asynccontextmanager
async def stopped_talk(address: TcpAddress, folder: Path) -> AsyncIterator[Talk]:
    """Begin to talk, and stop it in the middle; kill what is left of it after the block."""
    questions, answers = folder / "questions", folder / "answers"
    await trio.Path(folder).mkdir()
    await trio.Path(questions).write_bytes(QUESTIONS)
    async with trio.open_nursery() as nursery:
        with questions.open("rb") as stdin, answers.open("wb") as stdout:
            command = [*COMMAND, "talk", str(address)]
            run = partial(trio.run_process, stdin=stdin, stdout=stdout, capture_stderr=True)
            process: trio.Process = await nursery.start(partial(run, command, check=False))
        try:
            await eventually(lambda: answers.stat().st_size > BEGUN)
            process.send_signal(signal.SIGSTOP)
            assert answers.stat().st_size < len(ANSWERS)
            yield Talk(process, answers)
        finally:
            process.kill()


async def test_who_wakes_up_in_time_gets_every_reply_and_who_does_not_is_dropped(
    tmp_path: Path,
) -> None:
    words = ("text@:0", "game@:0", "--write-timeout", str(WRITE_TIMEOUT), "--log-format", "json")

    async def wake_up_in_time(address: TcpAddress, folder: Path) -> None:
        async with stopped_talk(address, folder) as client:
            await trio.sleep(1)
            client.process.send_signal(signal.SIGCONT)
            assert await client.ended() == 0
            assert client.has_all()

    async def wake_up_too_late(address: TcpAddress, folder: Path) -> None:
        async with stopped_talk(address, folder) as client:
            await eventually(lambda: len(events(running, ended="write-timeout")) == 2)
            client.process.send_signal(signal.SIGCONT)
            assert await client.ended() == 1
            assert not client.has_all()

    async with server(*words) as running:
        async with fifty_players(running.addresses["game"]), trio.open_nursery() as nursery:
            for name in ("first", "second"):
                for client in (wake_up_in_time, wake_up_too_late):
                    folder = tmp_path / f"{client.__name__}-{name}"
                    nursery.start_soon(client, running.addresses["text"], folder)
        assert len(events(running, ended="peer-closed", service="text")) == 2
