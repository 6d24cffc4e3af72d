"""When a server has something to say to a room again."""

from typing import final

import trio

BEAT = 1.0
"""Seconds after which it says that its players are there, if nothing else is due."""


@final
class Pulse:
    """Wakes one task again and again: after a beat, or sooner when asked to."""

    def __init__(self) -> None:
        self._timer = trio.CancelScope()

    def wake_in(self, milliseconds: float) -> None:
        """Wake the task then, unless it wakes before."""
        at = trio.current_time() + max(milliseconds, 1) / 1000
        self._timer.deadline = min(self._timer.deadline, at)

    def wake(self) -> None:
        """Wake the task now."""
        self._timer.cancel()

    async def next(self) -> None:
        """Wait to be woken."""
        with trio.CancelScope() as self._timer:
            self.wake_in(BEAT * 1000)
            await trio.sleep_forever()
