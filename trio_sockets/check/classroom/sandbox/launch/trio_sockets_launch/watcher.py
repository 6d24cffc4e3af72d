"""Watches the program until it ends, must end, or exceeds a limit."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import psutil

assert sys.platform != "win32"  # noqa: S101 - mypy reads no further there

from .usage import descendants, own_memory, space_of, unlinked_space  # noqa: E402 - behind it

TICK = 0.05
"""Seconds between two samples of the program."""

GRACE = 0.5
"""Seconds between SIGTERM and SIGKILL, as outside a sandbox."""

_BOX = "bwrap"
"""The name of bubblewrap's own processes."""

GULP = 2**18
"""The most bytes of its output that are read in a tick, so that an endless printer blocks."""

KEPT = 16 * 1024
"""The most bytes of its output that are passed on in a tick: the checker keeps no more."""


class Watcher:
    """Samples the program until it ends, must end, or exceeds a limit."""

    def __init__(
        self, bounds: SimpleNamespace, program: subprocess.Popen[bytes], wakes: int
    ) -> None:
        assert program.stdout is not None  # noqa: S101 - it was asked for
        self._bounds, self._program, self._wakes = bounds, program, wakes
        self._output = program.stdout.fileno()
        self._sources = [self._output, wakes]
        self._to_end = False
        self._next_look = 0.0

    def watch(self) -> str | None:
        """Return the name of the limit that it exceeded; None if it ended, or was asked to end."""
        while self._program.poll() is None:
            self.pass_on(TICK)
            # The checker may have died before this process read its parent's id.
            if self._to_end or os.getppid() != self._bounds.checker:
                self._end_politely()
                return None
            bound = self._left_bound()
            if bound is not None:
                return bound
        return None

    def pass_on(self, seconds: float = 0.0) -> None:
        """Pass on the output of this time, or until a signal arrives; of much, only the end."""
        until = time.monotonic() + seconds
        printed, count, woken = b"", 0, False
        while not woken:
            sources = self._sources if count < GULP else [self._wakes]
            ready, _, _ = select.select(sources, [], [], max(0.0, until - time.monotonic()))
            if not ready:
                break
            if self._output in ready:
                chunk = os.read(self._output, 65536)
                printed, count = (printed + chunk)[-KEPT:], count + len(chunk)
                if not chunk:
                    self._sources = [self._wakes]
            if self._wakes in ready:
                signals = os.read(self._wakes, 64)
                self._to_end |= any(number != signal.SIGCHLD for number in signals)
                woken = True
        show(printed)

    def _end_politely(self) -> None:
        if self._bounds.boxed:
            self._end_box_politely()
        else:
            # For a group of zombies only, macOS reports EPERM.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._program.pid, signal.SIGTERM)
        until = time.monotonic() + GRACE
        while self._program.poll() is None and time.monotonic() < until:
            self.pass_on(TICK)

    def _end_box_politely(self) -> None:
        """Send SIGTERM to the program, but not to bubblewrap, which would end it at once."""
        for process in descendants():
            with contextlib.suppress(psutil.Error):
                if process.name() != _BOX:
                    process.terminate()

    def _left_bound(self) -> str | None:
        bounds, alive = self._bounds, descendants()
        tasks = memory = 0
        for process in alive:
            with contextlib.suppress(psutil.Error), process.oneshot():
                tasks += process.num_threads()
                memory += process.memory_info().rss
                if process.status() == psutil.STATUS_ZOMBIE and process.pid != self._program.pid:
                    with contextlib.suppress(ChildProcessError):  # its parent may wait for it
                        os.waitpid(process.pid, os.WNOHANG)
        if tasks > bounds.tasks:
            return "tasks"
        if memory > bounds.memory and own_memory(alive) > bounds.memory:
            return "memory"
        began = time.monotonic()
        if began >= self._next_look:
            if space_of(bounds.home) + unlinked_space(alive) > bounds.disk:
                return "disk"
            self._next_look = began + 10 * (
                time.monotonic() - began
            )  # a folder with many files takes long
        return None


def show(data: bytes) -> None:
    """Write to the standard output; data that is not read in time is lost."""
    with contextlib.suppress(OSError):
        os.write(1, data)
