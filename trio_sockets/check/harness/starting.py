"""Decides how long to wait for a program that starts, on a busy machine too."""

from collections.abc import Callable, Collection
from typing import final

import trio

from trio_sockets.check.harness.programs.resources import processor_seconds_of

START = 10.0
"""Seconds until a command must listen or connect: it may start a compiler or a virtual machine."""

STILL = 5.0
"""Seconds without work after which the checker gives a command up, once `START` is over."""

LONGEST = 90.0
"""Seconds after which it is given up, even if it works."""

ELSEWHERE = 1.0
"""Seconds that a server that listens elsewhere gets to listen at the right address too."""


@final
class Start:
    """The start of a program. It goes on for `START`, and longer while the program works.

    On a busy machine a program may take far longer than alone; it is not to blame for that. One
    that waits uses no processor, and a server that listens somewhere else has started.

    :param pid: the program's process.
    :param listens_at: returns where a process listens: elsewhere, as the checker is not connected
        to it yet.
    :param used: returns the processor time that a process has used, in seconds.
    """

    def __init__(
        self,
        pid: int,
        listens_at: Callable[[int], Collection[object]] = lambda _pid: (),
        used: Callable[[int], float] = processor_seconds_of,
    ) -> None:
        self._pid = pid
        self._listens_at = listens_at
        self._used_by = used
        self._began = trio.current_time()
        self._next_look = self._began + STILL
        self._used = 0.0
        self._listens_elsewhere = False

    def is_over(self) -> bool:
        """Whether the program has had its time."""
        now = trio.current_time()
        if now < self._next_look:
            return False
        if self._listens_elsewhere:
            return True
        self._listens_elsewhere = bool(self._listens_at(self._pid))
        used = self._used_by(self._pid)
        works = used > self._used
        self._used = used
        self._next_look = now + (ELSEWHERE if self._listens_elsewhere else STILL)
        if now < self._began + START:
            return False
        return not works or now > self._began + LONGEST
