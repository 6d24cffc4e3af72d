"""A recording of the events so far, of bounded size, with the bytes of both ends paired."""

from collections.abc import Iterable
from typing import assert_never, final

from trio_sockets.trace.model.calls import SHOWN, Bytes, Call, CallKey, Column
from trio_sockets.trace.model.ends import Ends, Finish, Moment, SocketEnd
from trio_sockets.trace.model.events import (
    WAITS,
    Begin,
    End,
    Event,
    Exit,
    Named,
    Note,
    Program,
    Shut,
    Signal,
)
from trio_sockets.trace.model.streams import Piece

_NOT_YET = frozenset({"EAGAIN", "EWOULDBLOCK"})
"""Errors of a non-blocking socket that mean that nothing happened."""

BLOCKED = 0.05
"""The least seconds after which a call counts as waiting."""

_GONE = frozenset({"ECONNRESET", "EPIPE", "ECONNABORTED", "ESHUTDOWN"})

NOTES = 100


@final
class Recording:
    """Takes events; they must be in order for each program, but not between programs.

    An inconsistent event, such as the end of a call that never began, is ignored.
    """

    def __init__(self) -> None:
        self.columns: list[Column] = []
        self.calls: dict[CallKey, Call] = {}
        self.ends = Ends()
        self.notes: list[Note] = []
        self.began: float | None = None
        self.last: float = 0.0
        self._places: dict[tuple[str, str], int] = {}

    def add(self, event: Event) -> None:
        """Add one event."""
        self.began = event.at if self.began is None else min(self.began, event.at)
        self.last = max(self.last, event.at)
        match event:
            case Program(_, program, title, means):
                self._column(program, "", title=title, means=means)
            case Begin():
                self._begin(event)
            case End():
                self._end(event)
            case Named():
                self._name(event)
            case Shut():
                self._shut(event)
            case Signal(at, program, name, thread):
                self.columns[self._column(program, thread)].signals.append((at, name))
            case Exit(at, program, code, signal, thread):
                how = signal or ("" if code is None else str(code))
                self.columns[self._column(program, thread)].exits.append((at, how))
            case Note():
                if len(self.notes) < NOTES:
                    self.notes.append(event)
            case _:
                assert_never(event)

    def _column(self, program: str, thread: str, title: str = "", means: str = "none") -> int:
        key = program, thread
        if key not in self._places:
            first = self._places.get((program, ""))
            if first is not None and not title:
                title, means = self.columns[first].title, self.columns[first].means
            self._places[key] = len(self.columns)
            self.columns.append(Column(program, title or program, thread, means))
        return self._places[key]

    def _begin(self, event: Begin) -> None:
        column = self._column(event.program, event.thread)
        if self._goes_on_waiting(event, column):
            return
        call = Call(
            key=(event.program, event.call),
            column=column,
            name=event.name,
            begun=event.at,
            socket=event.socket,
            detail=event.detail,
            where=event.where,
            offered=event.size,
            data=event.data[:SHOWN],
            relayed=self.columns[column].means == "relay",
        )
        self.calls[call.key] = call
        gone = self.columns[column].keep(call)
        if gone is not None and gone.ended is not None:
            self.calls.pop(gone.key, None)
        if event.socket is not None:
            end = self.ends.make(event.program, event.socket, column)
            end.column = column
            end.used = end.used or call.name not in {"setsockopt", "close"}
            if call.name == "connect":
                end.connected = call.key
            elif call.name == "sendall":  # it sends everything, or fails
                self._pair(end.outgoing.send(call.key, event.size))

    def _goes_on_waiting(self, event: Begin, column: int) -> bool:
        """Tell whether a call continues the wait before it: loops wait a second at a time."""
        before = self.columns[column].latest()
        if event.name not in WAITS or before is None or before.ended is None:
            return False
        if before.name != event.name or before.where != event.where:
            return False
        before.ended = None
        self.calls[event.program, event.call] = before
        return True

    def _end(self, event: End) -> None:
        key = event.program, event.call
        call = self.calls.get(key)
        if call is not None and call.key != key:
            del self.calls[key]
        if call is None or call.ended is not None:
            return
        idle = event.error in _NOT_YET or call.name in WAITS
        if idle and event.at - call.begun < BLOCKED:
            self._drop(call)
            return
        call.ended, call.value, call.error = event.at, event.value, event.error
        call.size, call.made = event.size, event.made
        call.data = event.data[:SHOWN] or call.data
        if not call.kept:
            del self.calls[call.key]
        moment = Moment(event.at, call.column, call.key)
        if event.made is not None:
            made = self.ends.make(event.program, event.made, call.column)
            made.accepted = call.key if call.name.startswith("accept") else None
            made.used = made.accepted is not None
        end = self.ends.get(event.program, call.socket)
        if end is not None:
            self._moved(call, end, moment)

    def _moved(self, call: Call, end: SocketEnd, moment: Moment) -> None:
        if call.error in _GONE and end.failed is None:
            end.failed = moment
        if call.name == "sendall":
            if call.error:
                end.outgoing.withdraw(call.key)
        elif call.sends:
            self._pair(end.outgoing.send(call.key, call.size))
        elif call.receives:
            self._pair(end.incoming.receive(call.key, call.size))
            if call.found_end and end.found_end is None:
                end.found_end = moment

    def is_probe(self, call: Call) -> bool:
        """Tell whether a call's socket was closed before it was used."""
        socket = call.made if call.name == "socket" else call.socket
        end = self.ends.get(call.key[0], socket)
        return end is not None and end.gone is not None and not end.used

    def _drop(self, call: Call) -> None:
        """Remove a call that did nothing."""
        del self.calls[call.key]
        self.columns[call.column].drop(call)

    def _name(self, event: Named) -> None:
        end = self.ends.make(event.program, event.socket, self._column(event.program, ""))
        if event.listening:
            end.listening = True
        self._pair(self.ends.name(end, event.local, event.peer))

    def _shut(self, event: Shut) -> None:
        end = self.ends.get(event.program, event.socket)
        if end is None or end.gone is not None:
            return
        column = self._column(event.program, event.thread)
        key = None if event.call is None else (event.program, event.call)
        call = self.calls.get(key) if key else None
        # The other side may notice it before the call has returned.
        moment = Moment(call.begun if call else event.at, column, key)
        end.finishes.append(Finish(moment, event.how, event.seen, event.collected))

    def _pair(self, pieces: Iterable[Piece[CallKey]]) -> None:
        for piece in pieces:
            sender, receiver = self.calls.get(piece.sender), self.calls.get(piece.receiver)
            if sender is not None:
                sender.left_by += 1
            if receiver is not None:
                receiver.came.append(Bytes(piece.sender, piece.begin, piece.end))
