"""Tells a program that gets too little of a busy machine's processors from one that just waits."""

import os
from collections.abc import Callable
from typing import final

import psutil

from trio_sockets.check.harness.programs.resources import processor_seconds_of

STEP = 2.0
"""Seconds between two looks at the processor time that a program has used."""

STEPS = 4
"""How many such times a reply of a program that is at work is waited for, at the most."""


def machine_is_busy() -> bool:
    """Tell whether more programs want to run than there are processors."""
    return psutil.getloadavg()[0] > (os.cpu_count() or 1)


@final
class Work:
    """The work of a program whose reply is late.

    :param pid: its process.
    :param is_busy: tells whether the machine is.
    :param used: returns the processor time that a process has used, in seconds.
    """

    def __init__(
        self,
        pid: int,
        is_busy: Callable[[], bool] = machine_is_busy,
        used: Callable[[int], float] = processor_seconds_of,
    ) -> None:
        self._pid = pid
        self._is_busy = is_busy
        self._used_by = used
        self._used = 0.0

    def may_be_starved(self) -> bool:
        """Tell whether it makes sense to wait longer; look at the program, if so."""
        if not self._is_busy():
            return False
        self._used = self._used_by(self._pid)
        return True

    def goes_on(self) -> bool:
        """Tell whether it has worked since the last look."""
        before, self._used = self._used, self._used_by(self._pid)
        return self._used > before
