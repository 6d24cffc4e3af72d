"""A small HTTP server for scrapers and probes: `HttpSession` knows the protocol, Trio does the I/O.

Each connection has a task, and one of a few places. A client that stalls is disconnected after a
timeout, or evicted earlier by a new client. It cannot keep the server from ending.
"""

import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol, final

import trio

from trio_sockets.event_log import EventLog
from trio_sockets.server.listening.accept import accept_forever
from trio_sockets.server.listening.listeners import Listener, bound_address
from trio_sockets.server.peers.names import host_of_peer, peer_name
from trio_sockets.web.page import Page, one_line
from trio_sockets.web.places import Places
from trio_sockets.web.session import HttpSession, RequestOrRefusal, any_host

REQUEST = 5.0
"""Seconds for a whole request to arrive, from the accept or from the last response on."""

ANSWER = 5.0
"""Seconds to make a page, and again to send it. Prometheus waits 10 by default."""

LINGER = 1.0
"""Seconds of lingering close: closing with unread bytes would reset the connection, and the client
might lose the response (RFC 9112, 9.6; RFC 1122, 4.2.2.13)."""

PLACES = 8
"""Most connections at once: two of Prometheus and some probes. They use the spare descriptors
(`SPARE_FILES`), which others need too, so one more connection evicts another."""

RECEIVE_SIZE = 4 * 1024
"""Bytes received at once."""


class Site(Protocol):
    """The interface of `Pages`; tests have other implementations."""

    @property
    def paths(self) -> Collection[str]:
        """The paths of the pages."""

    def page(self, path: str, /) -> Awaitable[Page]:
        """Return the page at one of these paths."""


async def serve_pages(
    listeners: Sequence[Listener],
    site: Site,
    *,
    name: str = "metrics",
    is_own: Callable[[str], bool] = any_host,
) -> None:
    """Serve pages until cancelled. A fault in one connection ends only that connection.

    :param listeners: listeners, which the caller closes.
    :param site: the pages.
    :param name: the name of the site in the log.
    :param is_own: see `HttpSession`.
    """
    async with trio.open_nursery() as nursery:
        visitors = Visitors(site, nursery, is_own)
        for listener in listeners:
            nursery.start_soon(_accept, listener, visitors, name)


async def _accept(listener: Listener, visitors: "Visitors", name: str) -> None:
    await accept_forever(listener, visitors.welcome, name=f"{name}@{bound_address(listener)}")


@final
@dataclass(frozen=True, slots=True, eq=False)
class _Visit:
    """One connection."""

    stream: trio.abc.HalfCloseableStream
    scope: trio.CancelScope = field(default_factory=trio.CancelScope)

    def abandon(self) -> None:
        """Close the connection at once, without a response."""
        self.scope.cancel()
        if isinstance(self.stream, trio.SocketStream):
            self.stream.socket.close()  # at once: the new one needs a descriptor


@final
class Visitors:
    """Serves each client in a task of its own; if there are too many, older ones are evicted.

    :param site: the pages.
    :param nursery: runs the tasks.
    :param is_own: see `HttpSession`.
    """

    def __init__(
        self, site: Site, nursery: trio.Nursery, is_own: Callable[[str], bool] = any_host
    ) -> None:
        self._site = site
        self._is_own = is_own
        self._nursery = nursery
        self._places = Places[_Visit](PLACES)

    def welcome(self, stream: trio.abc.HalfCloseableStream) -> None:
        """Serve a new client. This neither blocks nor raises."""
        visit = _Visit(stream)
        evicted = self._places.enter(visit, host_of_peer(peer_name(stream)))
        if evicted is not None:
            evicted.abandon()
        self._nursery.start_soon(self._serve, visit)

    async def _serve(self, visit: _Visit) -> None:
        try:
            with visit.scope:
                async with visit.stream:
                    await self._converse(visit)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            pass  # the client has gone, or was evicted
        except Exception as error:  # noqa: BLE001 - the boundary: a fault ends one connection
            _log_fault(error)
        finally:
            self._places.leave(visit)

    async def _converse(self, visit: _Visit) -> None:
        session, stream = HttpSession(self._site.paths, self._is_own), visit.stream
        while not session.finished:
            with trio.move_on_after(REQUEST) as in_time:
                asked = await _request(session, stream)
            if in_time.cancelled_caught:
                asked = session.time_out()
                if asked is None:
                    return
            if asked is None:
                break
            self._places.asked(visit)
            page = asked if isinstance(asked, Page) else await self._page(asked)
            self._places.waits(visit)
            with trio.move_on_after(ANSWER) as taken:
                await stream.send_all(session.respond(page, time.time()))
            if taken.cancelled_caught:
                return
        with trio.move_on_after(LINGER):
            await stream.send_eof()
            while await stream.receive_some(RECEIVE_SIZE):
                pass

    async def _page(self, path: str) -> Page:
        try:
            with trio.move_on_after(ANSWER):
                return await self._site.page(path)
        except Exception as error:  # noqa: BLE001 - the boundary: the next page may succeed
            _log_fault(error)
            return one_line(500, "a fault of this server, which its log explains")
        return one_line(503, "the numbers are late")


async def _request(session: HttpSession, stream: trio.abc.ReceiveStream) -> RequestOrRefusal | None:
    """Return the next request; None if there will be no more."""
    while (asked := session.next_request()) is None and not session.finished:
        session.receive_data(await stream.receive_some(RECEIVE_SIZE))
    return asked


def _log_fault(error: Exception) -> None:
    EventLog().error("scrape failed", exc_info=error)
