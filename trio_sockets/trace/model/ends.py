"""The two ends of connections, and the matching of ends by their addresses."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import final

from trio_sockets.trace.model.calls import CallKey
from trio_sockets.trace.model.streams import Piece, Stream

KEPT = 2000
"""How many ends are kept after their sockets were closed."""


@final
@dataclass(frozen=True, slots=True)
class Moment:
    """The time and place of an event in the picture.

    :param call: the call that caused it; None if no call did.
    """

    at: float
    column: int
    call: CallKey | None = None


@final
@dataclass(slots=True)
class Finish:
    """How one end stopped sending.

    :param how: ``half``, ``close``, ``abort`` or ``reset``; see `Shut`.
    """

    moment: Moment
    how: str
    seen: bool
    collected: bool = False


@final
@dataclass(slots=True, eq=False)
class SocketEnd:
    """A socket of a program, with what is known about its connection.

    :param column: the column of the last call that used it.
    :param other: the other end, if it is traced, too.
    :param connected: the call of ``connect``.
    :param accepted: the call of ``accept``.
    :param used: it was not just opened and closed, as the JVM does to probe the system.
    :param finishes: at most one half-close and one close.
    """

    program: str
    socket: int
    column: int
    local: str = ""
    peer: str = ""
    listening: bool = False
    used: bool = False
    other: "SocketEnd | None" = None
    connected: CallKey | None = None
    accepted: CallKey | None = None
    outgoing: Stream[CallKey] = field(default_factory=Stream)
    incoming: Stream[CallKey] = field(default_factory=Stream)
    finishes: list[Finish] = field(default_factory=list)
    failed: Moment | None = None
    found_end: Moment | None = None

    @property
    def gone(self) -> Finish | None:
        """How the socket was closed; None while it is open."""
        return next((finish for finish in self.finishes if finish.how != "half"), None)


@final
class Ends:
    """All sockets of a recording."""

    def __init__(self) -> None:
        self._by_socket: dict[tuple[str, int], SocketEnd] = {}
        self._by_addresses: dict[tuple[str, str], SocketEnd] = {}

    def __iter__(self) -> Iterator[SocketEnd]:
        return iter(self._by_socket.values())

    def get(self, program: str, socket: int | None) -> SocketEnd | None:
        """Return a socket's end; None if the socket is unknown."""
        return None if socket is None else self._by_socket.get((program, socket))

    def make(self, program: str, socket: int, column: int) -> SocketEnd:
        """Return a socket's end; create it if the socket is unknown."""
        key = program, socket
        if key not in self._by_socket:
            self._by_socket[key] = SocketEnd(program, socket, column)
            self._forget()
        return self._by_socket[key]

    def name(self, end: SocketEnd, local: str, peer: str) -> list[Piece[CallKey]]:
        """Record the addresses of an end; return the bytes that can now be paired."""
        end.local, end.peer = local or end.local, peer or end.peer
        if not (end.local and end.peer) or end.other is not None:
            return []
        self._by_addresses[end.local, end.peer] = end
        other = self._by_addresses.get((end.peer, end.local))
        if other is None or other.other is not None or other is end:
            return []
        end.other, other.other = other, end
        pieces = []
        for sender, receiver in ((end, other), (other, end)):
            pieces += sender.outgoing.join(receiver.incoming)
            receiver.incoming = sender.outgoing
        return pieces

    def _forget(self) -> None:
        """Forget the oldest closed ends, so that memory stays bounded in long runs."""
        if len(self._by_socket) <= 2 * KEPT:
            return
        gone = [key for key, end in self._by_socket.items() if end.gone][:KEPT]
        for key in gone:
            end = self._by_socket.pop(key)
            if self._by_addresses.get((end.local, end.peer)) is end:
                del self._by_addresses[end.local, end.peer]
