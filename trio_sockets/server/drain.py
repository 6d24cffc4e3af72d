"""How a server ends: it is asked to, and then its clients have some time left."""

import math
from typing import final

import trio


@final
class Drain:
    """A request to shut down, and a deadline for it that may still be moved."""

    def __init__(self) -> None:
        self.requested = trio.Event()
        """Set once somebody has asked."""
        self._time_left = trio.CancelScope()

    def request(self, seconds: float | None) -> None:
        """Ask, or ask again with another deadline.

        :param seconds: how long clients have from now on; None for as long as they like.
        """
        self._time_left.deadline = math.inf if seconds is None else trio.current_time() + seconds
        self.requested.set()

    async def time_is_over(self) -> None:
        """Wait until the deadline, wherever it moves."""
        with self._time_left:
            await trio.sleep_forever()
