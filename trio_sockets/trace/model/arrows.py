"""Finds the arrows of a recording: bytes, connections, and their ends."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import final

from trio_sockets.trace.model.addresses import reaches
from trio_sockets.trace.model.calls import ArrowKind, Call
from trio_sockets.trace.model.ends import Finish, Moment, SocketEnd
from trio_sockets.trace.model.recording import Recording

QUEUED = 0.05
"""Seconds after which a connection in the accept queue is shown as waiting."""

UNDER_WAY = frozenset({"", "EINPROGRESS"})


class Fate(Enum):
    """What happened to the bytes or the connection of an arrow."""

    TAKEN = "taken"
    UNKNOWN = "unknown"
    WAITING = "waiting"
    UNREAD = "unread"


@final
@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow from one moment to another.

    :param begin: the offset of its first byte in the stream.
    :param end: the offset after its last byte; equal to ``begin`` if it has no bytes.
    :param inferred: it follows from the calls, but was not seen itself.
    """

    kind: ArrowKind
    source: Moment
    target: Moment
    begin: int = 0
    end: int = 0
    fate: Fate = Fate.TAKEN
    inferred: bool = False


@final
@dataclass(frozen=True, slots=True)
class Queued:
    """A connection in the accept queue of its listener.

    :param column: the column of the listener.
    :param connect: the call that opened it.
    :param until: when it was accepted; None if it still waits.
    """

    column: int
    connect: Moment
    client: str
    until: float | None
    accept: Moment | None


@final
class ArrowFinder:
    """Finds the arrows of a recording.

    :param peer_column: returns the column of a peer that is not traced, by its address.
    """

    def __init__(self, recording: Recording, peer_column: Callable[[str], int]) -> None:
        self._recording = recording
        self._peer_column = peer_column
        self._listeners = [end for end in recording.ends if end.listening and end.local]
        self.queued: list[Queued] = []

    def arrows(self) -> Iterator[Arrow]:
        """Yield the arrows, unordered; afterwards `queued` is complete."""
        for column in self._recording.columns:
            for call in column.calls():
                yield from self._bytes_to(call)
        for end in self._recording.ends:
            if end.peer and not end.listening:
                yield from self._unpaired(end)
                yield from self._connection(end)
                yield from self._finishes(end)
                yield from self._failure(end)

    def _bytes_to(self, call: Call) -> Iterator[Arrow]:
        for piece in call.came:
            sender = self._kept(piece.sender)
            if sender is not None:
                yield Arrow(
                    ArrowKind.BYTES, _sending(sender), _taking(call), piece.begin, piece.end
                )

    def _unpaired(self, end: SocketEnd) -> Iterator[Arrow]:
        far = self._far(end)
        fate = Fate.UNKNOWN
        if end.other is not None:
            fate = Fate.UNREAD if end.other.gone else Fate.WAITING
        elif self._listener(end) is not None:
            fate = Fate.WAITING
        for part in end.outgoing.sent:
            call = self._kept(part.call)
            if call is not None and part.size:
                there = Moment(call.begun, far)
                gone = end.other.gone if end.other else None
                if gone is not None and gone.moment.at > call.begun:
                    there = gone.moment
                to = part.begin + part.size
                yield Arrow(ArrowKind.BYTES, _sending(call), there, part.begin, to, fate)
        for part in end.incoming.received:
            call = self._kept(part.call)
            if call is not None:
                taking = _taking(call)
                there = Moment(taking.at, far)
                yield Arrow(ArrowKind.BYTES, there, taking, part.begin, part.begin + part.size)

    def _connection(self, end: SocketEnd) -> Iterator[Arrow]:
        connect, accept = self._kept(end.connected), self._kept(end.accepted)
        if accept is not None and end.other is None:
            taking = _taking(accept)
            yield Arrow(ArrowKind.SYN, Moment(taking.at, self._far(end)), taking)
        if connect is None or connect.ended is None or connect.error not in UNDER_WAY:
            return
        sending = _sending(connect)
        accept = self._kept(end.other.accepted) if end.other else None
        listener = self._listener(end)
        if accept is not None:
            taking = _taking(accept)
            if accept.begun <= connect.ended or taking.at - connect.ended <= QUEUED:
                yield Arrow(ArrowKind.SYN, sending, taking)
                return
        if listener is None:
            yield Arrow(
                ArrowKind.SYN, sending, Moment(sending.at, self._far(end)), fate=Fate.UNKNOWN
            )
            return
        taking_or_none = _taking(accept) if accept else None
        until = taking_or_none.at if taking_or_none else None
        self.queued.append(Queued(listener.column, sending, end.local, until, taking_or_none))
        fate = Fate.TAKEN if accept else Fate.WAITING
        yield Arrow(ArrowKind.SYN, sending, Moment(sending.at, listener.column), fate=fate)

    def _finishes(self, end: SocketEnd) -> Iterator[Arrow]:
        far, other = self._far(end), end.other
        halved = any(finish.how == "half" for finish in end.finishes)
        for finish in end.finishes:
            kind = self._kind(end, finish)
            reset = end.failed is not None and end.failed.at <= finish.moment.at
            if kind is ArrowKind.FIN and (halved or reset):
                continue  # the half-close has shown it, or the connection no longer exists
            there = Moment(finish.moment.at, far)
            if other is not None:
                found = other.failed if kind is ArrowKind.RST else other.found_end
                if found is not None and found.at >= finish.moment.at:
                    there = found
            yield Arrow(kind, finish.moment, there, inferred=not finish.seen)
        if other is None and end.found_end is not None:
            there = Moment(end.found_end.at, far)
            yield Arrow(ArrowKind.FIN, there, end.found_end, inferred=True)

    def _kind(self, end: SocketEnd, finish: Finish) -> ArrowKind:
        if finish.how == "half":
            return ArrowKind.HALF_CLOSE
        if finish.how in {"abort", "reset"}:
            return ArrowKind.RST
        # Closing a socket with unread bytes resets the connection (RFC 2525, section 2.17).
        unread = end.other is not None and any(
            call.begun < finish.moment.at for call in self._untaken(end.other)
        )
        return ArrowKind.RST if unread else ArrowKind.FIN

    def _failure(self, end: SocketEnd) -> Iterator[Arrow]:
        """Yield the reset that a call reported, if no call of the other side explains it."""
        failed, other = end.failed, end.other
        own_end = any(finish.moment.at <= failed.at for finish in end.finishes) if failed else True
        if failed is None or own_end:
            return
        if other is not None and any(
            self._kind(other, finish) is ArrowKind.RST for finish in other.finishes
        ):
            return
        sent = [call.begun for call in self._untaken(end) if call.begun < failed.at]
        at = max(sent, default=failed.at)
        yield Arrow(ArrowKind.RST, Moment(at, self._far(end)), failed, inferred=True)

    def _untaken(self, end: SocketEnd) -> Iterator[Call]:
        """Yield the calls whose bytes no call of the other side has received."""
        for part in end.outgoing.sent:
            call = self._kept(part.call)
            if call is not None and part.size:
                yield call

    def _listener(self, end: SocketEnd) -> SocketEnd | None:
        if end.connected is None:
            return None
        at = self._recording.calls.get(end.connected)
        found = [one for one in self._listeners if reaches(end.peer, one.local)]
        alive = [
            one for one in found if at is None or not one.gone or one.gone.moment.at > at.begun
        ]
        return alive[-1] if alive else None

    def _far(self, end: SocketEnd) -> int:
        if end.other is not None:
            return end.other.column
        listener = self._listener(end)
        return self._peer_column(end.peer) if listener is None else listener.column

    def _kept(self, key: tuple[str, int] | None) -> Call | None:
        call = None if key is None else self._recording.calls.get(key)
        return call if call is not None and call.kept else None


def _sending(call: Call) -> Moment:
    return Moment(call.begun, call.column, call.key)


def _taking(call: Call) -> Moment:
    return Moment(call.begun if call.ended is None else call.ended, call.column, call.key)
