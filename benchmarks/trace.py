"""The cost of being traced: an echo pair in Python, seen in each way. ``nox -s trace_bench``.

It is the CPU time of all that has a part in it: both programs, strace, and the tracer itself. What
they take to start is taken off, as a run of one round trip shows it. The rounds take turns, so that
a busy moment of the machine meets all of them. Only the ratios count.
"""

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

import trio

from trio_sockets.trace.choosing import By
from trio_sockets.trace.model.recording import Recording
from trio_sockets.trace.plan import TracePlan
from trio_sockets.trace.session import TraceSession

SERVER = """
import socket, sys
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as s:
    conn, _ = s.accept()
    with conn:
        while data := conn.recv(1024):
            conn.sendall(data)
"""
CLIENT = """
import socket, sys
with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as s:
    for _ in range(int(sys.argv[3])):
        s.sendall(b"hello")
        s.recv(1024)
"""
WAYS: tuple[By | None, ...] = (None, "python", "calls", "relay")


async def measure(way: By | None, trips: int, folder: Path) -> float:
    """Return the CPU time of a round trip, in microseconds; None is how it is untraced."""
    few, many = [await _run(way, number, folder) for number in (1, trips + 1)]
    return (many - few) / trips * 1e6


async def _run(way: By | None, trips: int, folder: Path) -> float:
    """Return the seconds of CPU time that a run takes, of all processes."""
    server, client = folder / "server.py", folder / "client.py"
    words = [sys.executable, str(client), "{host}", "{port}", str(trips)]
    began = _processor_seconds()
    if way is None:
        await _alone(server, words)
    else:
        recording = Recording()
        plan = TracePlan(server=[sys.executable, str(server), "{port}"], clients=[words], by=way)
        await TraceSession(plan, recording.add, os.environ).run()
    return _processor_seconds() - began


def _processor_seconds() -> float:
    return sum(os.times()[:4])


async def _alone(server: Path, client: list[str]) -> None:
    with trio.socket.socket() as probe:
        await probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    async with trio.open_nursery() as nursery:
        nursery.start_soon(trio.run_process, [sys.executable, str(server), port])
        while not _listens(port):  # noqa: ASYNC110 - the system tells of no listener
            await trio.sleep(0.05)
        words = [word.replace("{host}", "127.0.0.1").replace("{port}", port) for word in client]
        await trio.run_process(words)


def _listens(port: str) -> bool:
    """Whether somebody listens at a port: a connection would be taken for the client."""
    return f":{int(port):04X} 00000000:0000 0A" in Path("/proc/net/tcp").read_text("ascii")


async def main() -> None:
    """Measure all ways, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--trips", type=int, default=1000)
    options = parser.parse_args()
    taken: dict[By | None, list[float]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "server.py").write_text(SERVER, "utf-8")
        (folder / "client.py").write_text(CLIENT, "utf-8")
        for _ in range(options.rounds):
            for way in WAYS:
                taken[way].append(await measure(way, options.trips, folder))
    alone = statistics.median(taken[None])
    print("| seen by | CPU a round trip, in µs | times that of nothing |")
    print("|---|---|---|")
    for way, times in taken.items():
        median = statistics.median(times)
        print(f"| {way or 'nothing'} | {median:.0f} | {median / alone:.1f} |")


if __name__ == "__main__":
    trio.run(main)
