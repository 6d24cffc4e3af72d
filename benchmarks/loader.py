"""Runs a load generator (`load.c`, `tls_load.py`) beside a server, and measures its memory."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.servers import LOAD_CORE

SOURCE = Path(__file__).with_name("load.c")


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What clients do.

    :param active: connections that always have requests under way; for churn, clients at a time.
    :param in_flight: requests under way on each.
    :param idle: connections that said one line, and then nothing.
    :param churn: connect, one request, close, again.
    :param tls: all of it over TLS.
    """

    active: int
    in_flight: int = 1
    idle: int = 0
    churn: bool = False
    tls: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """One measured window. Times are in seconds unless their name says otherwise.

    :param requests: replies that arrived; for churn, also connections.
    :param server_cpu: of all its threads, user and system.
    :param busy_cpu: of the two cores, whoever kept them busy.
    :param memory: bytes the server grew by until all connections were open.
    """

    requests: int
    seconds: float
    server_cpu: float
    load_cpu: float
    busy_cpu: float
    p50_us: float
    p99_us: float
    p999_us: float
    memory: int = 0

    @property
    def cpu_us(self) -> float:
        """The server's CPU for one request, in microseconds."""
        return self.server_cpu / self.requests * 1e6 if self.requests else 0.0

    @property
    def others_share(self) -> float:
        """What anybody else took of the two cores; a little below nothing when it is rounded."""
        return (self.busy_cpu - self.server_cpu - self.load_cpu) / self.seconds

    def row(self) -> dict[str, float]:
        """Return every figure by its name."""
        return {
            **asdict(self),
            "cpu_us": self.cpu_us,
            "rate": self.requests / self.seconds,
            "server_share": self.server_cpu / self.seconds,
            "load_share": self.load_cpu / self.seconds,
            "others_share": self.others_share,
        }


@contextlib.contextmanager
def compiled() -> Iterator[Path]:
    """Compile the load generator into a temporary directory, and give its path."""
    compiler = shutil.which("cc")
    # The wheel `ziglang` brings a C compiler to machines without one.
    command = [compiler] if compiler else [sys.executable, "-m", "ziglang", "cc"]
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "load"
        subprocess.run([*command, "-O2", "-o", str(program), str(SOURCE)], check=True)
        yield program


def measure(
    program: Path, address: tuple[int, int], request: str, load: Load, times: tuple[float, float]
) -> Sample:
    """Put the load on a server, and return what was measured.

    :param address: the server's process id and port.
    :param times: seconds to warm up, and to measure.
    """
    pid, port = address
    arguments = [
        *(port, pid, load.active, load.in_flight, load.idle, *times),
        *("churn" if load.churn else "steady", request),
    ]
    command = [sys.executable, "-m", "benchmarks.tls_load"] if load.tls else [str(program)]
    before = memory_of(pid)
    with subprocess.Popen(
        [*command, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            os.sched_setaffinity(process.pid, {LOAD_CORE})
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            after = before
            if not load.churn and process.stdout.readline():
                after = memory_of(pid)
            output, _ = process.communicate("go\n", timeout=sum(times) + 60)
        finally:
            process.kill()
    if process.returncode:
        raise RuntimeError(f"the load generator ended with {process.returncode}")
    return Sample(**json.loads(output), memory=after - before)


def memory_of(pid: int) -> int:
    """Return the proportional set size of a process, in bytes: its own share of its pages."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
