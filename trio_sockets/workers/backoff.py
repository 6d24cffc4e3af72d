"""The backoff before a worker that ended is started again."""

from typing import final

from trio_sockets.backoff import Backoff

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
"""Seconds between two starts. A worker that ends at once would otherwise be started for ever, and
take the processor from those that work."""

STEADY = 10.0
"""Seconds after which a worker is stable: its end is a new failure."""


@final
class RestartBackoff:
    """The pauses before the starts of one worker: none at first, then longer and longer."""

    def __init__(self) -> None:
        self._backoff = Backoff(FIRST_PAUSE, LONGEST_PAUSE)
        self._at_once = True

    def next(self, lived: float) -> float:
        """Return how many seconds to wait.

        :param lived: seconds that the worker which ended had worked; 0 if it never became ready.
        """
        if lived >= STEADY:
            self._backoff.reset()
            self._at_once = True
        if self._at_once:
            self._at_once = False
            return 0.0
        return self._backoff.next()
