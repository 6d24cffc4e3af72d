"""The servers that are soaked: ``trio-sockets serve``, each in processes of its own."""

import json
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import final

import psutil
import trio

from soak.authority import Authority
from soak.logs import Log
from trio_sockets import Address, TcpAddress, parse_address
from trio_sockets.visible import visible

SERVICES = ("echo", "text", "game")

DRAIN = 20
"""Seconds: longer than any conversation of a regular client, so that none is cut short when the
workers are replaced."""

PROXY_HOST = "127.0.0.2"
"""Clients that come from there begin with a PROXY header. On Linux all of 127/8 is this machine."""

PER_HOST = 64

OPTIONS = (
    *("--idle-timeout", "8", "--line-timeout", "4", "--write-timeout", "4"),
    *("--handshake-timeout", "4", "--proxy-timeout", "4", "--drain", str(DRAIN)),
    *("--max-clients-per-host", str(PER_HOST), "--proxy-from", PROXY_HOST),
    *("--log-format", "json", "--metrics", "127.0.0.1:0"),
)
"""Deadlines that come soon, so that each is met often."""

START_LIMIT = 60.0
"""Seconds that a server may take until it serves."""


class StartError(Exception):
    """A server does not start. Its text says what it wrote."""


@final
@dataclass(frozen=True, slots=True)
class Kind:
    """One way to run the server.

    :param name: as the tables call it.
    :param words: of the command line, besides those that all have.
    :param tls: whether TCP speaks TLS.
    :param workers: how many there are; 0 if the server is one process.
    :param piped: whether its log is a pipe, and not a file.
    """

    name: str
    words: tuple[str, ...] = ()
    tls: bool = False
    workers: int = 0
    piped: bool = True


KINDS = (
    Kind("fast path"),
    Kind("general path with TLS", ("--no-fast",), tls=True, piped=False),
    Kind("two workers", ("--workers", "2"), workers=2),
)


@final
@dataclass(frozen=True, slots=True)
class Door:
    """A way into a server.

    :param service: which one it leads to.
    :param address: where it is.
    :param tls: the context of a client, where TLS is spoken.
    """

    service: str
    address: Address
    tls: ssl.SSLContext | None

    @property
    def is_tcp(self) -> bool:
        """Whether it is a TCP address, and not a Unix socket."""
        return isinstance(self.address, TcpAddress)


@final
class Server:
    """A running server.

    :ivar doors: to each service, over TCP and over a Unix socket.
    :ivar metrics: where it tells what it counts.
    :ivar log: where its log is.
    """

    def __init__(
        self, kind: Kind, process: trio.Process, log: Log, doors: Sequence[Door], metrics: Address
    ) -> None:
        self.kind = kind
        self.process = process
        self.doors = doors
        self.metrics = metrics
        self.log = log

    def processes(self) -> int:
        """Return how many there are of its processes."""
        try:
            return 1 + len(psutil.Process(self.process.pid).children())
        except psutil.NoSuchProcess:
            return 0

    def ready_workers(self) -> list[int]:
        """Return the process ids of the workers that accept clients."""
        ready: list[int] = []
        for line in self.log.path.read_bytes().split(b"\n")[:-1]:  # the last one has not ended yet
            if b'"worker ready"' in line:
                ready.append(json.loads(line)["pid"])
            elif b'"worker ended"' in line or b'"draining"' in line:
                gone = json.loads(line)["pid"]
                ready = [pid for pid in ready if pid != gone]
        return ready

    def complaints(self) -> list[str]:
        """Return the lines of the log that should not be there: faults, errors, tracebacks."""
        return [
            line
            for line in self.log.path.read_text("utf-8", "backslashreplace").splitlines()
            if not line.startswith("{") or json.loads(line)["level"] == "error"
        ]


@asynccontextmanager
async def running(kind: Kind, folder: Path, authority: Authority) -> AsyncIterator[Server]:
    """Run a server for as long as the block lasts; kill what is left of it then.

    :param folder: for its sockets and its log.
    :param authority: has its certificate, if it speaks TLS.
    :raises StartError: it does not start.
    """
    words = [*kind.words, *OPTIONS]
    if kind.tls:
        words += ["--tls-cert", str(authority.path)]
    for service in SERVICES:
        words += [f"{service}@127.0.0.1:0", f"{service}@unix:{folder / service}"]
    log = Log(folder / "log", piped=kind.piped)
    async with trio.open_nursery() as nursery:
        with log.writer() as errors:
            process = await trio.lowlevel.open_process(
                [sys.executable, "-m", "trio_sockets", "serve", *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,  # a Ctrl-C in the terminal is ours to act on
            )
        nursery.start_soon(log.keep)
        assert process.stdout is not None  # noqa: S101 - it was asked for
        try:
            said = await _announced(process.stdout, 2 * len(SERVICES) + 1, log.path)
            context = authority.client_context() if kind.tls else None
            doors = [
                Door(service, address, context if isinstance(address, TcpAddress) else None)
                for service, address in said
                if service in SERVICES
            ]
            yield Server(kind, process, log, doors, dict(said)["metrics"])
        finally:
            if process.poll() is None:
                for child in psutil.Process(process.pid).children():
                    child.kill()
                process.kill()
            with trio.CancelScope(shield=True, deadline=trio.current_time() + 5):
                await process.wait()
                await process.stdout.aclose()
            nursery.cancel_scope.cancel()


async def _announced(
    output: trio.abc.ReceiveStream, number: int, log: Path
) -> list[tuple[str, Address]]:
    """Return what the server says it serves where.

    :raises StartError: it does not serve.
    """
    said = b""
    with trio.move_on_after(START_LIMIT):
        while said.count(b"\n") < number and (chunk := await output.receive_some()):
            said += chunk
    if said.count(b"\n") < number:
        words = visible(await trio.Path(log).read_text("utf-8", "replace"), keep="\n")
        raise StartError(f"the server does not start: {words}")
    lines = [line.partition(" listening on ") for line in said.decode().splitlines()]
    return [(service, parse_address(written)) for service, _, written in lines]
