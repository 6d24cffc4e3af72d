"""Running the real command in a process of its own."""

import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import trio

from helpers.programs import collect, run_to_end
from helpers.waiting import patience, until
from trio_sockets import TcpAddress, parse_address

COMMAND = [sys.executable, "-m", "trio_sockets"]


@dataclass
class Server:
    """A running ``trio-sockets serve``."""

    process: trio.Process
    addresses: dict[str, TcpAddress]
    errors: bytearray
    said_all: trio.Event

    async def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)
        await trio.lowlevel.checkpoint()

    async def ended(self) -> int:
        """Wait until the server has ended and its last words are here, and return its exit code."""
        with patience(self.process, self.errors):
            await self.said_all.wait()
            return await self.process.wait()

    async def logged(self, words: bytes) -> None:
        """Wait until the server's standard error holds these words."""
        await until(lambda: words in self.errors, self.process, self.errors)


@asynccontextmanager
async def server(
    *words: str, env: dict[str, str] | None = None, under: Sequence[str] = ()
) -> AsyncIterator[Server]:
    """Run ``trio-sockets serve`` with these words, and end it afterwards.

    :param under: a program and its words that runs the server in its own place, such as ``strace``.
    """
    services = max(1, sum(1 for word in words if "@" in word)) + ("--metrics" in words)
    errors, said_all = bytearray(), trio.Event()
    async with trio.open_nursery() as nursery:
        start = partial(
            trio.run_process,
            [*under, *COMMAND, "serve", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=env,
            check=False,
        )
        process: trio.Process = await nursery.start(start)
        assert process.stdout
        assert process.stderr
        nursery.start_soon(_collect, process.stderr, errors, said_all)
        said = b""
        with patience(process, lambda: said, errors):
            while said.count(b"\n") < services:
                chunk = await process.stdout.receive_some()
                assert chunk, bytes(errors).decode()
                said += chunk
        addresses = {}
        for line in said.decode().splitlines():
            name, _, written = line.partition(" listening on ")
            address = parse_address(written)
            if isinstance(address, TcpAddress):
                addresses[name] = address
        try:
            yield Server(process, addresses, errors, said_all)
        finally:
            if process.returncode is None:
                process.kill()


async def _collect(stream: trio.abc.ReceiveStream, into: bytearray, at_its_end: trio.Event) -> None:
    await collect(stream, into)
    at_its_end.set()


async def refused(address: TcpAddress) -> None:
    """Wait until nobody listens there."""
    with patience(f"somebody still listens at {address}"):
        while True:
            try:
                stream = await trio.open_tcp_stream(address.host, address.port)
            except OSError:
                return
            await stream.aclose()


async def run(
    *words: str, stdin: bytes = b"", env: dict[str, str] | None = None
) -> tuple[int, str, str]:
    """Run ``trio-sockets`` with these words to its end; return exit code, output and errors."""
    result = await run_to_end([*COMMAND, *words], stdin=stdin, env=env)
    return result.returncode, result.stdout.decode(), result.stderr.decode()
