"""The calls and columns of a recording."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias, final

from trio_sockets.trace.model.events import RECEIVES, SENDS, Where

FIRST, LAST = 400, 600
"""How many of a column's first and last calls are kept. Those between are only counted."""

SHOWN = 4096
"""The most bytes of a call that are kept."""

CallKey: TypeAlias = tuple[str, int]
"""The key of a call: its program, and its number in the program."""


class ArrowKind(Enum):
    """The meaning of an arrow."""

    BYTES = "bytes"
    SYN = "syn"
    FIN = "fin"
    HALF_CLOSE = "half-close"
    RST = "rst"


@final
@dataclass(slots=True)
class Bytes:
    """Bytes that a call received from another call.

    :param sender: the call that sent them.
    :param begin: the place of the first of them in the stream.
    :param end: the place behind the last.
    """

    sender: CallKey
    begin: int
    end: int


@final
@dataclass(slots=True, eq=False)
class Call:
    """One call, finished or not.

    :param column: the index of its column.
    :param ended: when it ended; None while it runs.
    :param relayed: a relay saw its bytes, but not the call itself.
    :param kept: its column still keeps it.
    :param left_by: the number of pieces in which its bytes were received.
    :param came: the bytes that it received, with their senders.
    """

    key: CallKey
    column: int
    name: str
    begun: float
    socket: int | None
    detail: str
    where: Where | None
    offered: int = 0
    data: bytes = b""
    ended: float | None = None
    value: str = ""
    error: str = ""
    size: int = 0
    made: int | None = None
    relayed: bool = False
    kept: bool = True
    left_by: int = 0
    came: list[Bytes] = field(default_factory=list)

    @property
    def sends(self) -> bool:
        """Whether it sends bytes."""
        return self.name in SENDS

    @property
    def receives(self) -> bool:
        """Whether it receives bytes."""
        return self.name in RECEIVES and "MSG_PEEK" not in self.detail

    @property
    def found_end(self) -> bool:
        """Whether it found the end of the stream."""
        return self.receives and self.ended is not None and not (self.error or self.size)


@final
@dataclass(slots=True)
class Column:
    """The calls of one thread of a program, or a peer that is known only by its address.

    :param title: the title of the program.
    :param thread: the name of the thread; "" for the first one.
    :param left_out: by name, the number of calls that are not kept.
    """

    program: str
    title: str
    thread: str = ""
    means: str = "none"
    first: list[Call] = field(default_factory=list)
    last: deque[Call] = field(default_factory=deque)
    left_out: Counter[str] = field(default_factory=Counter)
    exits: list[tuple[float, str]] = field(default_factory=list)
    signals: deque[tuple[float, str]] = field(default_factory=lambda: deque(maxlen=LAST))

    def keep(self, call: Call) -> Call | None:
        """Add a call; return the call that it displaces, if any."""
        if len(self.first) < FIRST:
            self.first.append(call)
            return None
        self.last.append(call)
        if len(self.last) <= LAST:
            return None
        gone = self.last.popleft()
        gone.kept = False
        self.left_out[gone.name] += 1
        return gone

    def latest(self) -> Call | None:
        """Return the call that began last."""
        calls = self.last or self.first
        return calls[-1] if calls else None

    def drop(self, call: Call) -> None:
        """Remove a recent call as if it had never been made."""
        call.kept = False
        for calls in (self.last, self.first):
            for place in range(len(calls) - 1, -1, -1):
                if calls[place] is call:
                    del calls[place]
                    return

    def calls(self) -> Iterator[Call]:
        """Yield the kept calls in the order in which they began."""
        yield from self.first
        yield from self.last
