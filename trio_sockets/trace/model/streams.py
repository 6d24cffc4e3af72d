"""Pairs the bytes of sending and receiving calls, by their place in the stream alone.

TCP delivers all bytes in order, but does not keep the boundaries of sends (RFC 9293, section 3.4).
So the bytes that one end sent and those that the other end received are the same sequence, cut in
two ways.
"""

from collections import deque
from dataclasses import dataclass
from typing import Generic, TypeVar, final

Call = TypeVar("Call")

UNPAIRED = 4096
"""The most unpaired calls of one side. Beyond this, a call's bytes are merged into the call before
it: a megabyte a second to a peer that is not traced must not fill the memory.
"""


@final
@dataclass(frozen=True, slots=True)
class Piece(Generic[Call]):
    """Bytes that went from one call to another.

    :param begin: the offset of the first byte in the stream.
    :param end: the offset after the last byte.
    """

    sender: Call
    receiver: Call
    begin: int
    end: int


@final
@dataclass(slots=True)
class Unpaired(Generic[Call]):
    """Bytes of one call that are not yet paired with a call of the other side."""

    call: Call
    begin: int
    size: int


@final
class Stream(Generic[Call]):
    """One direction of a connection, from its first byte."""

    __slots__ = ("_paired", "received", "sent", "total_received", "total_sent")

    def __init__(self) -> None:
        self.sent: deque[Unpaired[Call]] = deque()
        self.received: deque[Unpaired[Call]] = deque()
        self.total_sent = self.total_received = self._paired = 0

    def send(self, call: Call, size: int) -> list[Piece[Call]]:
        """Add bytes that a call sent; return the pieces that can now be paired."""
        _append(self.sent, call, self.total_sent, size)
        self.total_sent += size
        return self._pair()

    def withdraw(self, call: Call) -> None:
        """Remove the bytes of a send that have not been received."""
        for part in self.sent:
            if part.call == call:
                self.total_sent -= part.size
                part.size = 0

    def receive(self, call: Call, size: int) -> list[Piece[Call]]:
        """Add bytes that a call received; return the pieces that can now be paired."""
        _append(self.received, call, self.total_received, size)
        self.total_received += size
        return self._pair()

    def join(self, other: "Stream[Call]") -> list[Piece[Call]]:
        """Add the received bytes of another stream, which is the other side of this one."""
        self.received.extend(other.received)
        self.total_received += other.total_received
        return self._pair()

    def _pair(self) -> list[Piece[Call]]:
        pieces = []
        while self.sent and self.received:
            sent, received = self.sent[0], self.received[0]
            size = min(sent.size, received.size)
            if size:
                end = self._paired + size
                pieces.append(Piece(sent.call, received.call, self._paired, end))
                self._paired = end
            for queue, part in ((self.sent, sent), (self.received, received)):
                part.begin += size
                part.size -= size
                if not part.size:
                    queue.popleft()
        return pieces


def _append(queue: "deque[Unpaired[Call]]", call: Call, begin: int, size: int) -> None:
    if len(queue) >= UNPAIRED:
        queue[-1].size += size
    elif size:
        queue.append(Unpaired(call, begin, size))
