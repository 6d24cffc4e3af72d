"""How long to wait before a worker that ended is started again."""

from typing import final

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
"""Seconds between two starts. A worker that ends at once would otherwise be started for ever, and
take the processor from those that work."""

STEADY = 10.0
"""Seconds after which a worker has shown that it can work: what ends it then is a new trouble."""


@final
class Backoff:
    """The pauses before the starts of one worker: none at first, then longer and longer."""

    def __init__(self) -> None:
        self._pause = 0.0

    def next(self, lived: float) -> float:
        """Return how many seconds to wait.

        :param lived: seconds that the worker which ended had worked; 0 if it never became ready.
        """
        if lived >= STEADY:
            self._pause = 0.0
        pause = self._pause
        self._pause = min(max(2 * pause, FIRST_PAUSE), LONGEST_PAUSE)
        return pause
