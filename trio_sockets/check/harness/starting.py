"""How long to wait for a program that starts, which takes as long as its machine lets it."""

from collections.abc import Callable
from typing import final

import trio

from trio_sockets.check.harness.programs.resources import processor_seconds_of

START = 10.0
"""Seconds until a command must listen or connect: it may start a compiler or a virtual machine."""

STILL = 5.0
"""Seconds without any work after which a command that has taken longer starts no more."""

LONGEST = 90.0
"""Seconds after which it is given up, even if it works."""


@final
class Start:
    """The start of a program. It goes on for `START`, and longer while the program works.

    On a busy machine a program may take far longer than alone; it is not to blame for that. One
    that waits uses no processor.

    :param pid: the program's process.
    :param used: returns the processor time that a process has used, in seconds.
    """

    def __init__(self, pid: int, used: Callable[[int], float] = processor_seconds_of) -> None:
        self._pid = pid
        self._used_by = used
        self._began = trio.current_time()
        self._until = self._began + START
        self._used = 0.0

    def is_over(self) -> bool:
        """Whether the program has had its time."""
        now = trio.current_time()
        if now <= self._until:
            return False
        used = self._used_by(self._pid)
        works = used > self._used
        self._used, self._until = used, now + STILL
        return not works or now > self._began + LONGEST
