"""Running the real command in a process of its own."""

import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import trio

from trio_sockets import TcpAddress, parse_address

COMMAND = [sys.executable, "-m", "trio_sockets"]
PATIENCE = 60.0
"""Seconds after which a command that should have ended fails its test: many times what it takes, as
other tests run meanwhile."""


@dataclass
class Server:
    """A running ``trio-sockets serve``."""

    process: trio.Process
    addresses: dict[str, TcpAddress]
    errors: bytearray

    async def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)
        await trio.lowlevel.checkpoint()

    async def ended(self) -> int:
        """Wait for the server's end, and return its exit code."""
        with trio.fail_after(PATIENCE):
            return await self.process.wait()

    async def logged(self, words: bytes) -> None:
        """Wait until the server's standard error holds these words."""
        with trio.fail_after(PATIENCE):
            while words not in self.errors:  # noqa: ASYNC110 - the reader has no event to give
                await trio.sleep(0.005)


@asynccontextmanager
async def server(
    *words: str, env: dict[str, str] | None = None, under: Sequence[str] = ()
) -> AsyncIterator[Server]:
    """Run ``trio-sockets serve`` with these words, and end it afterwards.

    :param under: a program and its words that runs the server in its own place, such as ``strace``.
    """
    services = max(1, sum(1 for word in words if "@" in word)) + ("--metrics" in words)
    errors = bytearray()
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
        nursery.start_soon(collect, process.stderr, errors)
        said = b""
        with trio.fail_after(PATIENCE):
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
            yield Server(process, addresses, errors)
        finally:
            if process.returncode is None:
                process.kill()


async def refused(address: TcpAddress) -> None:
    """Wait until nobody listens there."""
    with trio.fail_after(PATIENCE):
        while True:
            try:
                stream = await trio.open_tcp_stream(address.host, address.port)
            except OSError:
                return
            await stream.aclose()


async def collect(stream: trio.abc.ReceiveStream, into: bytearray) -> None:
    async for chunk in stream:
        into += chunk


async def run(
    *words: str, stdin: bytes = b"", env: dict[str, str] | None = None
) -> tuple[int, str, str]:
    """Run ``trio-sockets`` with these words to its end; return exit code, output and errors."""
    with trio.fail_after(PATIENCE):
        result = await trio.run_process(
            [*COMMAND, *words],
            stdin=stdin,
            env=env,
            capture_stdout=True,
            capture_stderr=True,
            check=False,
        )
    return result.returncode, result.stdout.decode(), result.stderr.decode()
