"""What can be seen of a server from outside: its log, its memory, its processor time, its files."""

import json
import os
from itertools import chain
from pathlib import Path
from typing import Any

from helpers.command import Server
from trio_sockets import open_stream


def events(server: Server, event: str | None = None, **fields: Any) -> list[dict[str, Any]]:
    """Return what a server with ``--log-format json`` has logged so far.

    :param event: only what bears this name.
    :param fields: only what has these values.
    """
    lines = bytes(server.errors).split(b"\n")[:-1]  # the last one has not ended yet
    return [
        entry
        for entry in map(json.loads, lines)
        if (event is None or entry["event"] == event)
        and all(entry.get(name) == value for name, value in fields.items())
    ]


def gone(server: Server) -> int:
    """Return how many clients have gone, as its log says: a line for one, or one for many."""
    lines = events(server, "client gone"), events(server, "more clients gone")
    return sum(event.get("times", 1) for event in chain(*lines))


def memory(server: Server) -> int:
    """Return the bytes of memory that a server has in use (VmRSS)."""
    return _status(server, "VmRSS")


def peak_memory(server: Server) -> int:
    """Return the most that it has had in use since `forget_peak` (VmHWM)."""
    return _status(server, "VmHWM")


def forget_peak(server: Server) -> None:
    """Begin to measure the peak anew (proc(5), clear_refs)."""
    Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")


def processor_seconds(server: Server) -> float:
    """Return the processor time that a server has used so far."""
    stat = Path(f"/proc/{server.process.pid}/stat").read_text()
    user, system = stat.rpartition(")")[2].split()[11:13]  # utime and stime, proc(5)
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def open_descriptors(server: Server) -> set[int]:
    """Return the descriptors that a server has open."""
    return {int(name.name) for name in Path(f"/proc/{server.process.pid}/fd").iterdir()}


async def descriptors_at_rest(server: Server) -> int:
    """Return how many descriptors a server of games has open for itself."""
    # Only when it serves a client, surely all that it opens at its start is open.
    async with await open_stream(server.addresses["game"]) as client:
        assert (await client.receive_some()).startswith(b"GAME ")
        return len(open_descriptors(server)) - 1


def _status(server: Server, field: str) -> int:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    [kibibytes] = [line.split()[1] for line in status.splitlines() if line.startswith(field)]
    return 1024 * int(kibibytes)
