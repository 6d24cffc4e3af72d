"""Bounded line framing: a byte stream in, whole lines out.

TCP has no messages. A line is what lies before an LF, and the terminator is

    [ [ CR NUL ] CR ] LF

The CR before an LF is dropped for Windows and telnet. ``CR NUL`` goes with it only before a CRLF:
that is how telnet transmits a CRLF that was piped into it (RFC 854 sends a bare CR as CR NUL).

Invariant: a line is too long by what it holds when its LF arrives, never by how it was cut on the
way, so any chunking gives the same lines.
"""

from dataclasses import dataclass
from typing import TypeAlias, final

from trio_sockets.protocol.session import BytesLike

MAX_LINE = 1024
"""Bytes a line may hold, its terminator not counted."""

_CR = ord("\r")

_MAX_TERMINATOR = 3
"""How many bytes before the LF may turn out to belong to the terminator."""


@final
@dataclass(frozen=True, slots=True)
class TooLong:
    """Stands for a line that was over the limit, and was discarded."""


Line: TypeAlias = bytes | TooLong


class LineFramer:
    """Cuts what arrives into lines, keeping at most one bounded, unterminated line.

    :param max_line: bytes a line may hold, its terminator not counted.
    """

    __slots__ = (
        "_clean",
        "_discarding",
        "_flushed",
        "_max_line",
        "_tail",
        "ended",
        "newline_seen",
        "pending",
    )

    def __init__(self, max_line: int = MAX_LINE) -> None:
        self._max_line = max_line
        self._tail = b""
        self._discarding = False  # inside a line that is already known to be too long
        self._flushed = False  # the last message was taken without its terminator
        self._clean = True  # neither pending nor flushed
        self.ended = 0
        """How many lines have ended."""
        self.newline_seen = False
        """Whether an LF has ever arrived."""
        self.pending = False
        """Whether a line has begun and not ended. An attribute, as it is read for every chunk."""

    def receive_data(self, data: BytesLike) -> list[Line]:
        """Take a chunk, cut anywhere, and return every line that it completes.

        A line that is too long is reported as soon as that is certain; its rest is discarded as it
        arrives, up to its LF.
        """
        lines: list[Line] = []
        # Only the new bytes are searched, so a line that comes byte by byte is not rescanned.
        *ended, rest = bytes(data).split(b"\n")
        for piece in ended:
            self._hold(piece, lines)
            self._end_line(lines)
            self.newline_seen = True
        self._hold(rest, lines)
        self.pending = self._discarding or bool(self._tail)
        self._clean = not (self.pending or self._flushed)
        return lines

    def is_whole(self, data: BytesLike) -> bool:
        """Return whether a chunk surely holds whole lines within the limit, and nothing else.

        Nearly every chunk does. If this is false, `receive_data` has to find out.
        """
        return (
            self._clean
            and data[-1:] == b"\n"
            and len(data) <= self._max_line  # so no line of it can be too long
            and _CR not in data  # it might belong to a terminator
        )

    def pass_over(self, lines: int) -> None:
        """Take note of a chunk that `is_whole`, and that somebody else has cut into lines.

        :param lines: how many they were.
        """
        self.ended += lines
        self.newline_seen = True

    def take_unterminated(self) -> list[Line]:
        """End the pending line without its terminator: the peer sends no more, or waits.

        Should the terminator arrive after all, it ends that same line and is no empty line.
        """
        lines: list[Line] = []
        if self.pending:
            self._end_line(lines)
            self._flushed = True
            self.pending = self._clean = False
        return lines

    def _hold(self, piece: bytes, lines: list[Line]) -> None:
        if self._discarding:
            return
        self._tail += piece
        if len(self._tail) > self._max_line + _MAX_TERMINATOR:
            self._tail = b""
            self._discarding = True
            self._flushed = False
            lines.append(TooLong())

    def _end_line(self, lines: list[Line]) -> None:
        if self._discarding:
            self._discarding = False
            self.ended += 1
            return
        line = _without_terminator(self._tail)
        self._tail = b""
        if self._flushed and not line:
            self._flushed = False
            return
        self._flushed = False
        self.ended += 1
        lines.append(line if len(line) <= self._max_line else TooLong())


def _without_terminator(line: bytes) -> bytes:
    if line.endswith(b"\r\0\r"):
        return line[:-3]
    return line.removesuffix(b"\r")
