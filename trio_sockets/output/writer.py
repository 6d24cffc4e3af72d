"""Writing lines in a thread, so that a slow reader blocks no task."""

import select
import threading
import time
from collections.abc import Callable
from typing import final

from trio_sockets.backoff import Backoff
from trio_sockets.output.backlog import Backlog, seconds_left

AT_ONCE = getattr(select, "PIPE_BUF", 512)
"""Bytes of one write, unless a line is longer: so many are never mixed with those of another
process that writes to the same pipe (write(2)). 512 is the least that POSIX allows."""

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0
"""Seconds before a write that failed is tried again: the first time, and at most. Each pause is
twice as long as the one before."""


@final
class BackgroundWriter:
    """Writes lines in their order. To post one takes no time and never fails.

    What cannot be written waits, within the bounds of its `Backlog`: a full disk may have room
    again, and a FIFO another reader. Only its thread writes, so only that thread waits for a
    reader, for ever if need be.

    :param write: writes bytes, and returns how many it wrote. It may wait, and may fail.
    :param backlog: its bounds.
    """

    def __init__(self, write: Callable[[bytes], int], backlog: Backlog | None = None) -> None:
        self._write = write
        self._backlog = Backlog() if backlog is None else backlog
        self._changed = threading.Condition()  # reentrant: __del__ may warn while we hold it
        self._thread: threading.Thread | None = None
        self._write_began: float | None = None
        self._ending = False
        self.notice: Callable[[int], bytes] = lambda _dropped: b""
        """Makes the line that says how many were dropped. The writer's thread calls it."""

    def post(self, line: bytes) -> None:
        """Have a line written soon, or dropped and counted."""
        with self._changed:
            self._backlog.add(line)
            if self._thread is None and not self._ending:
                self._start()
            self._changed.notify_all()

    def finish(self, began: float) -> None:
        """Wait until all is written, but not for a reader that has stalled, nor for a full disk.

        :param began: since when the process has been waiting for its end, by `time.monotonic`.
        """
        with self._changed:
            self._ending = True
            self._changed.notify_all()
            while self._thread is not None and (self._backlog or self._backlog.due()):
                now = time.monotonic()
                left = seconds_left(now, end_began=began, write_began=self._write_began)
                if left <= 0:
                    return
                self._changed.wait(left)

    def _start(self) -> None:
        # A daemon, as the process must not wait for it to end.
        thread = threading.Thread(target=self._run, name="output", daemon=True)
        try:
            thread.start()
        except RuntimeError:
            return  # the system has no thread left: the next line tries again
        self._thread = thread

    def _run(self) -> None:
        pause, backoff = 0.0, Backoff(FIRST_PAUSE, LONGEST_PAUSE)
        while True:
            with self._changed:
                if pause:
                    self._changed.wait_for(lambda: self._ending, pause)
                batch = self._next_batch()
                self._write_began = time.monotonic()
            try:
                count = self._write(batch)
            except Exception:  # noqa: BLE001 - whatever it is, it cannot be said anywhere
                count = 0
            if count:
                backoff.reset()
            pause = 0.0 if count else backoff.next()
            with self._changed:
                self._write_began = None
                self._backlog.wrote(count)
                if self._ending and not count:
                    self._thread = None  # that was the last try
                    self._changed.notify_all()
                    return
                self._changed.notify_all()

    def _next_batch(self) -> bytes:
        while True:
            if dropped := self._backlog.due():
                self._backlog.resume(self._notice(dropped))
            if self._backlog:
                return self._backlog.batch(AT_ONCE)
            self._changed.wait()

    def _notice(self, dropped: int) -> bytes:
        try:
            return self.notice(dropped)
        except Exception:  # noqa: BLE001 - the thread has to go on
            return b""
