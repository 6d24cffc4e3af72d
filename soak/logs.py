"""Where a server's log goes, and the trouble that makes: nobody reads it, or its disk is full."""

import os
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import final

import trio

from soak.ledger import Ledger

STALLS = "a log that nobody reads"
FILLS = "a log whose disk is full"

LASTING = (1.0, 5.0)
"""Seconds from and to, that it is so."""

PIPE = 4096
"""Bytes that the pipe of a log holds: a few lines, so that it is soon full when nobody reads it."""


@final
class Log:
    """A file that has all that a server has logged, or has it soon.

    :param path: of the file. It is made here.
    :param piped: whether the server writes into a pipe, which can stall, or into the file itself,
        whose disk can be full.
    """

    def __init__(self, path: Path, *, piped: bool) -> None:
        self.path = path
        self.piped = piped
        self._reading = trio.Event()
        self._reading.set()
        self._ended = trio.Event()
        self._file = path.open("ab", buffering=0)
        self._far = self._file.fileno()
        self._near: trio.lowlevel.FdStream | None = None
        if piped:
            near, self._far = _small_pipe()
            self._near = trio.lowlevel.FdStream(near)

    @contextmanager
    def writer(self) -> Iterator[int]:
        """Yield the descriptor for the server's standard error: to be closed once it has it."""
        yield self._far
        if self.piped:
            os.close(self._far)
        else:
            self._file.close()

    async def keep(self) -> None:
        """Read the pipe, if it is one, until all who write to it have gone."""
        if self._near is not None:
            with self._file:
                async with self._near:
                    async for data in self._near:
                        self._file.write(data)
                        await self._reading.wait()
        self._ended.set()

    async def complete(self) -> None:
        """Wait until the file has all; nobody writes any more."""
        await self._ended.wait()

    async def stall(self, seconds: float) -> None:
        """Read nothing for so long."""
        self._reading = trio.Event()
        try:
            await trio.sleep(seconds)
        finally:
            self._reading.set()


async def stall_logs(log: Log, ledger: Ledger, chance: random.Random, every: float) -> None:
    """Have nobody read a log for a while, again and again, until cancelled."""
    while True:
        await trio.sleep(every)
        await log.stall(chance.uniform(*LASTING))
        ledger.faults[STALLS] += 1


async def fill_disks(
    processes: Sequence[int], ledger: Ledger, chance: random.Random, every: float
) -> None:
    """Have a server's files grow no more for a while, again and again, until cancelled.

    :param processes: those of the server. To them a limit of 0 bytes (setrlimit(2), RLIMIT_FSIZE)
        is as good as a full disk, and no other program notices it.
    """
    while True:
        await trio.sleep(every)
        with _no_file_growing(processes):
            await trio.sleep(chance.uniform(*LASTING))
        ledger.faults[FILLS] += 1


@contextmanager
def _no_file_growing(pids: Sequence[int]) -> Iterator[None]:
    import resource  # noqa: PLC0415 - Unix only

    limit, before = resource.RLIMIT_FSIZE, {}
    for pid in pids:
        with suppress(ProcessLookupError):  # it has ended: the report says so
            soft, hard = resource.prlimit(pid, limit)
            resource.prlimit(pid, limit, (0, hard))
            before[pid] = soft, hard
    try:
        yield
    finally:
        for pid, limits in before.items():
            with suppress(ProcessLookupError):
                resource.prlimit(pid, limit, limits)


def _small_pipe() -> tuple[int, int]:
    import fcntl  # noqa: PLC0415 - Unix only

    near, far = os.pipe()
    fcntl.fcntl(far, fcntl.F_SETPIPE_SZ, PIPE)
    return near, far
