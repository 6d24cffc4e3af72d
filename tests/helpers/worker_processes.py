"""Looking at the workers of a running ``trio-sockets serve --workers``, and stopping some."""

import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from helpers.command import Server
from helpers.waiting import state, until

WORKERS = ("--workers", "2", "--log-format", "json")


def events(running: Server, name: str) -> list[dict[str, Any]]:
    """Return what it has logged under this name, in full lines so far."""
    lines = bytes(running.errors).decode().rpartition("\n")[0].splitlines()
    logged = [json.loads(line) for line in lines if line.startswith("{")]
    return [event for event in logged if event["event"] == name]


def pids(running: Server) -> list[int]:
    """Return the workers that are ready and have neither ended nor begun to drain."""
    gone = {event["pid"] for event in events(running, "worker ended")}
    gone |= {event.get("pid") for event in events(running, "draining")}
    return [e["pid"] for e in events(running, "worker ready") if e["pid"] not in gone]


async def ready(running: Server) -> list[int]:
    """Wait until two workers are, and return their process ids."""
    await until(lambda: len(pids(running)) == 2)
    return pids(running)


async def replaced(running: Server) -> None:
    """Wait until the new workers serve alone.

    One that has just been told to drain may still take a client: until it has ended.
    """
    await running.logged(b"workers replaced")
    await until(lambda: len(events(running, "worker ended")) == 2)


@asynccontextmanager
async def alone(running: Server, pid: int) -> AsyncIterator[None]:
    """Stop all other workers for as long as the block lasts, so that this one serves whoever comes.

    A stopped worker still has its clients and its sockets; only it does nothing.
    """
    others = [other for other in pids(running) if other != pid]
    for other in others:
        os.kill(other, signal.SIGSTOP)
    try:
        await until(lambda: all(state(other) == "T" for other in others))
        yield
    finally:
        for other in others:
            os.kill(other, signal.SIGCONT)
