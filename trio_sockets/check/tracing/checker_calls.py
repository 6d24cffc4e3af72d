"""The checker's own calls in one check, from its transcript. This is pure.

The checker is not traced, but it records what it sends and receives, and when. This module makes
the same events of the record as a source of `trio_sockets.trace` would, so that the picture has
arrows between the calls of the program and those of the checker.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Literal, assert_never, final

from trio_sockets.check.model.transcript import (
    Conversation,
    Ended,
    Endpoints,
    HalfClosed,
    Left,
    Received,
    Refused,
    Reset,
    Sent,
    Silence,
)
from trio_sockets.check.model.transcript import Event as Happened
from trio_sockets.trace.model.events import Begin, End, Event, Named, Shut

CHECKER = "checker"
"""The checker's name among the programs of a recording."""

SIDE_BY_SIDE = 2
"""The most connections with a column each. If there are more, all share one, to save room."""

_LISTENER = 0


def checker_calls(
    conversations: Sequence[Conversation], began: float, *, listens_at: str | None = None
) -> Iterator[Event]:
    """Yield the events of the checker's calls.

    :param conversations: the conversations of one check.
    :param began: when the check began, in seconds since the epoch.
    :param listens_at: the checker's address for a client; None if the checker is the client.
    """
    calls = count(1)
    if listens_at is not None:
        listening = next(calls)
        yield Begin(began, CHECKER, listening, "listen", socket=_LISTENER)
        yield Named(began, CHECKER, _LISTENER, listens_at, listening=True)
        yield End(began, CHECKER, listening)
    alone = len(conversations) <= SIDE_BY_SIDE
    for number, conversation in enumerate(conversations, 1):
        thread = f"connection {number}" if alone and number > 1 else ""
        side = _Side(calls, number, thread, began, waits=alone)
        yield from side.told(conversation, listens=listens_at is not None)


def _told_once(events: Iterable[Happened]) -> Iterator[Happened]:
    """Leave out repeated ends of a connection: a script may close it twice."""
    over: set[type[Happened]] = set()
    for happened in events:
        ends = isinstance(happened, HalfClosed | Reset)
        if not ends or over.isdisjoint({type(happened), Reset}):
            yield happened
        if ends:
            over.add(type(happened))


@final
class _Side:
    """The checker's side of one connection.

    :param calls: yields the numbers of calls.
    :param waits: whether a call begins as soon as the previous one is over. False if connections
        share a column, as calls of one thread must not overlap.
    """

    def __init__(
        self, calls: "count[int]", number: int, thread: str, began: float, *, waits: bool
    ) -> None:
        self._calls = calls
        self._number = number
        self._thread = thread
        self._began = began
        self._waits = waits
        self._free = began

    def told(self, conversation: Conversation, *, listens: bool) -> Iterator[Event]:
        """Yield the calls of a conversation, beginning with its connect or accept."""
        link = conversation.link
        if link is not None:
            yield from self._accept(link) if listens else self._connect(link)
        for happened in _told_once(conversation.events):
            yield from self._calls_of(happened)

    def _connect(self, link: Endpoints) -> Iterator[Event]:
        yield from self._call(
            "connect", self._began + link.at, self._began + link.until, detail=link.peer
        )
        yield Named(self._free, CHECKER, self._number, link.own, link.peer)

    def _accept(self, link: Endpoints) -> Iterator[Event]:
        call, until = next(self._calls), self._began + link.until
        yield Begin(
            self._free if self._waits else until,
            CHECKER,
            call,
            "accept",
            self._thread,
            socket=_LISTENER,
        )
        yield End(until, CHECKER, call, value=link.peer, made=self._number)
        yield Named(until, CHECKER, self._number, link.own, link.peer)
        self._free = until

    def _calls_of(self, happened: Happened) -> Iterator[Event]:
        at = self._began + happened.at
        match happened:
            case Sent(_, data):
                yield from self._call("sendall", at, at, data=data)
            case Received(_, data):
                yield from self._receive(at, data)
            case Ended():
                yield from self._receive(at, b"")
            case Reset():
                yield from self._receive(at, b"", error="ECONNRESET")
            case Silence(_, seconds, blocked=False):
                self._free = max(self._free, at - seconds)
                yield from self._receive(at, b"", error="TimeoutError")
            case Silence():
                pass  # the picture shows that the last data was not taken
            case HalfClosed():
                yield from self._call("shutdown", at, at, detail="SHUT_WR", shut="half")
            case Left(_, rudely):
                yield from self._call("close", at, at, shut="abort" if rudely else "close")
            case Refused(port=port):
                detail = "" if port is None else str(port)
                yield from self._call("connect", at, at, detail=detail, error="ECONNREFUSED")
            case _:
                assert_never(happened)

    def _receive(self, at: float, data: bytes, error: str = "") -> Iterator[Event]:
        begun = self._free if self._waits else at
        call = next(self._calls)
        yield Begin(begun, CHECKER, call, "recv", self._thread, self._number)
        yield End(at, CHECKER, call, error=error, size=len(data), data=data)
        self._free = at

    def _call(  # noqa: PLR0913 - the properties of a call
        self,
        name: str,
        begun: float,
        ended: float,
        *,
        detail: str = "",
        data: bytes = b"",
        error: str = "",
        shut: Literal["half", "close", "abort"] | None = None,
    ) -> Iterator[Event]:
        call, size = next(self._calls), len(data)
        begin = Begin(begun, CHECKER, call, name, self._thread, self._number, detail, size, data)
        yield begin
        yield End(ended, CHECKER, call, error=error, size=size)
        if shut is not None:
            yield Shut(ended, CHECKER, self._number, shut, call, self._thread)
        self._free = ended
