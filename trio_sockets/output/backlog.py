"""The queue of lines to be written: its bounds, and the notice of dropped lines."""

from collections import deque
from typing import final

LINES = 10_000
"""Lines that wait at most."""

BYTES = 1024 * 1024
"""Bytes that wait at most: some four thousand lines of a log."""

STALLED = 0.2
"""Seconds that one write may take at the end: a reader that takes longer has stalled."""

LAST = 1.0
"""Seconds that all writes may take at the end, from a reader that is slow but reads."""


@final
class Backlog:
    """A bounded queue of lines. Adding to it never fails; what is beyond its bounds is dropped.

    The newest lines are dropped: those that were there before tell how the trouble began. Once a
    line was dropped, all are, until half of the room is free again (a low-water mark, so that a
    slow reader is told once of many lines, and not after each). Then `due` says how many they were,
    and `resume` puts the notice of it where they are missing.

    :param lines: how many may wait.
    :param size: how many bytes may wait.
    """

    def __init__(self, lines: int = LINES, size: int = BYTES) -> None:
        self._most_lines = lines
        self._most_bytes = size
        self._lines: deque[bytes] = deque()
        self._size = 0
        self._dropped = 0

    def __len__(self) -> int:
        return len(self._lines)

    @property
    def size(self) -> int:
        """Bytes that wait."""
        return self._size

    def add(self, line: bytes) -> None:
        """Have a line written after all others, or count it as dropped."""
        full = len(self._lines) >= self._most_lines or self._size + len(line) > self._most_bytes
        if full or self._dropped:
            self._dropped += 1
        else:
            self._append(line)

    def batch(self, most: int) -> bytes:
        """Return what to write next: whole lines, or the first alone if it is longer than `most`.

        :param most: bytes. POSIX writes PIPE_BUF of them to a pipe at once, so that lines of
            processes that share it never mix.
        """
        taken: list[bytes] = []
        for line in self._lines:
            if taken and len(line) > most:
                break
            taken.append(line)
            most -= len(line)
        return b"".join(taken)

    def wrote(self, count: int) -> None:
        """Take away the first bytes, as they are written. The rest of a line that was cut stays."""
        self._size -= count
        while count:
            line = self._lines.popleft()
            if count < len(line):
                self._lines.appendleft(line[count:])
                return
            count -= len(line)

    def due(self) -> int:
        """Return how many lines were dropped, if there is room again, or 0."""
        low = len(self._lines) <= self._most_lines // 2 and self._size <= self._most_bytes // 2
        return self._dropped if low else 0

    def resume(self, notice: bytes) -> None:
        """Add what says how many lines were dropped, whatever its size, and take lines again."""
        self._dropped = 0
        if notice:
            self._append(notice)

    def _append(self, line: bytes) -> None:
        self._lines.append(line)
        self._size += len(line)


def seconds_left(now: float, *, end_began: float, write_began: float | None) -> float:
    """Return how long a process that ends waits on for its last lines.

    :param now: as the other times, in seconds of one clock.
    :param end_began: since when it waits.
    :param write_began: since when a write has been under way; None if none is.
    """
    left = end_began + LAST
    if write_began is not None:
        left = min(left, max(end_began, write_began) + STALLED)
    return left - now
