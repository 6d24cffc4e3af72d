"""The log of a room: one text for all its players, each of whom reads it at his own pace."""

from typing import final

KEPT = 64 * 1024
"""Bytes that a room keeps for a player who has not read them. The log has overtaken a player who is
farther behind."""


@final
class RoomLog:
    """The lines of a room, in the order in which things happened. Each is written once.

    Places in it are counted in bytes from the room's beginning.

    :ivar start: the place of the first byte that is kept.
    :ivar end: the place behind the last byte.
    """

    __slots__ = ("_read", "_read_from", "_read_to", "_text", "end", "start")

    def __init__(self) -> None:
        self.start = self.end = 0
        self._text = bytearray()
        self._read = b""  # what was read last, as most players read the same
        self._read_from = self._read_to = 0

    @property
    def is_full(self) -> bool:
        """Whether more is kept than a player may be behind: nothing should be added just now."""
        return self.end - self.start > KEPT

    def append(self, line: bytes) -> None:
        """Add a line, LF included."""
        self._text += line
        self.end += len(line)

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes between two places, both of which are kept."""
        if self._read_from != start or self._read_to != end:
            self._read = bytes(memoryview(self._text)[start - self.start : end - self.start])
            self._read_from, self._read_to = start, end
        return self._read

    def forget(self, start: int) -> None:
        """Drop the bytes before a place."""
        del self._text[: start - self.start]
        self.start = start


@final
class LogReader:
    """One player's place in the log of his room. He begins at its end.

    :ivar place: where he reads on.
    """

    __slots__ = ("_own", "log", "place")

    def __init__(self, log: RoomLog) -> None:
        self.log = log
        self.place = log.end
        self._own: list[tuple[int, int]] = []  # tells of what he did himself

    @property
    def behind(self) -> int:
        """How many bytes of the log he has not read."""
        return self.log.end - self.place

    def skip(self, size: int) -> None:
        """Do not read the bytes that are added next: they tell of what he did himself."""
        start = self.log.end
        if self._own and self._own[-1][1] == start:
            start = self._own.pop()[0]
        self._own.append((start, self.log.end + size))

    def read(self, size: int) -> bytes:
        """Read on: return so many bytes, or fewer at the end of the log."""
        log, place = self.log, self.place
        if not self._own and place + size >= log.end:  # as nearly always
            self.place = log.end
            return log.read(place, log.end)
        said = b""
        while size > len(said) and self.place < log.end:
            end = log.end
            if self._own:
                start, end_of_own = self._own[0]
                if start <= self.place:
                    self.place = end_of_own
                    del self._own[0]
                    continue
                end = start
            end = min(end, self.place + size - len(said))
            said += log.read(self.place, end)
            self.place = end
        return said
