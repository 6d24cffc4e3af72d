"""Runs the programs of the documentation, each in a process of its own."""

import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import trio

from helpers.programs import run_to_end
from helpers.waiting import patience
from trio_sockets import TcpAddress

PYTHON = [sys.executable, "-u", "-X", "utf8"]
"""Unbuffered: what a program prints is wanted at once. UTF-8, whatever the locale says."""


async def run_program(program: Path, *words: str, stdin: bytes = b"") -> tuple[int, str, str]:
    """Run a program to its end; return its exit code, output and errors."""
    result = await run_to_end([*PYTHON, str(program), *words], stdin=stdin)
    return result.returncode, result.stdout.decode(), result.stderr.decode()


@asynccontextmanager
async def listening(
    *words: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None
) -> AsyncIterator[TcpAddress]:
    """Run Python with these words, yield the port that its first line ends in, and kill it."""
    async with trio.open_nursery() as nursery:
        command = [*PYTHON, *map(str, words)]
        start = partial(
            trio.run_process, command, stdout=subprocess.PIPE, cwd=cwd, env=env, check=False
        )
        process: trio.Process = await nursery.start(start)
        try:
            assert process.stdout
            said = b""
            with patience(process, lambda: said):
                while b"\n" not in said:
                    chunk = await process.stdout.receive_some()
                    assert chunk, "it ended before it listened"
                    said += chunk
            nursery.start_soon(_drop, process.stdout)
            [port] = re.findall(r"(\d+)$", said.decode().splitlines()[0])
            yield TcpAddress("127.0.0.1", int(port))
        finally:
            process.kill()


async def connected(address: TcpAddress) -> trio.SocketStream:
    return await trio.open_tcp_stream(address.host, address.port)


async def _drop(stream: trio.abc.ReceiveStream) -> None:
    async for _ in stream:
        pass
