"""Just enough of an HTTP server for a scraper: h11 knows the protocol, Trio does the rest.

One request a connection, under one deadline, in a task of its own. So a scraper that stalls is gone
before long, and none can keep the server from ending.
"""

from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Protocol, final

import h11
import structlog
import trio

from trio_sockets.metrics.pages import PLAIN, Page
from trio_sockets.server.accept import accept_forever
from trio_sockets.server.listeners import Listener, bound_address

REQUEST = 5.0
"""Seconds for a request to come and its answer to go. Prometheus waits 10 by default."""

SCRAPERS = 8
"""Connections at once: two of Prometheus and some probes. They sit on the spare descriptors
(`SPARE_FILES`), where others have to fit too, so one more is closed."""

MAX_HEAD = 8 * 1024
RECEIVE_SIZE = 4 * 1024
"""Bytes of a request before its body, and bytes taken in at once."""


class Answers(Protocol):
    """`Pages.page`, or what stands in for it in a test."""

    def __call__(self, path: str) -> Awaitable[Page]:
        """Return the page at this path."""


async def serve_pages(listeners: Sequence[Listener], answers: Answers) -> None:
    """Serve pages until cancelled. What goes wrong with a request is its own end, and no other.

    :param listeners: they stay the caller's to close.
    """
    async with trio.open_nursery() as nursery:
        scrapers = Scrapers(answers, nursery)
        for listener in listeners:
            nursery.start_soon(_accept, listener, scrapers.welcome)


async def _accept(listener: Listener, welcome: Callable[[trio.SocketStream], object]) -> None:
    await accept_forever(listener, welcome, name=f"metrics@{bound_address(listener)}")


@final
class Scrapers:
    """Answers each client in a task of its own, as long as there are not too many.

    :param answers: has the pages.
    :param nursery: holds the tasks.
    """

    def __init__(self, answers: Answers, nursery: trio.Nursery) -> None:
        self._answers = answers
        self._nursery = nursery
        self._inside = 0

    def welcome(self, stream: trio.SocketStream) -> None:
        """Take a client. Neither blocks nor raises."""
        if self._inside >= SCRAPERS:
            stream.socket.close()
            return
        self._inside += 1
        self._nursery.start_soon(self._serve, stream)

    async def _serve(self, stream: trio.SocketStream) -> None:
        try:
            async with stream:
                with trio.move_on_after(REQUEST):
                    await _answer(stream, self._answers)
        except trio.BrokenResourceError:
            pass  # it has gone
        except Exception as error:  # noqa: BLE001 - the boundary: a scrape's fault is its own
            structlog.get_logger().error("scrape failed", exc_info=error)
        finally:
            self._inside -= 1


async def _answer(stream: trio.SocketStream, answers: Answers) -> None:
    """Take one request, send its page, and wait for the client to close."""
    http = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD)
    try:
        request = await _request(http, stream)
        if request is None:
            return
        page = await _page(request, answers)
        body = page.body if request.method == b"GET" else b""
    except h11.RemoteProtocolError as error:
        page = Page(error.error_status_hint, PLAIN, b"")
        body = b""
    response = h11.Response(
        status_code=page.status,
        reason=HTTPStatus(page.status).phrase.encode(),
        headers=[
            ("Content-Type", page.content_type),
            ("Content-Length", str(len(page.body))),
            ("Connection", "close"),
        ],
    )
    answer = [http.send(event) or b"" for event in (response, h11.Data(body), h11.EndOfMessage())]
    await stream.send_all(b"".join(answer))
    # What is unread at the close would turn the answer into a reset (RFC 1122, 4.2.2.13).
    await stream.send_eof()
    while await stream.receive_some(RECEIVE_SIZE):
        pass


async def _request(http: h11.Connection, stream: trio.SocketStream) -> h11.Request | None:
    """Return what is asked; None if it is nothing. A body may follow, which nobody wants."""
    while True:
        event = http.next_event()
        if isinstance(event, h11.Request):
            return event
        if event is not h11.NEED_DATA:
            return None
        http.receive_data(await stream.receive_some(RECEIVE_SIZE))


async def _page(request: h11.Request, answers: Answers) -> Page:
    if request.method not in {b"GET", b"HEAD"}:
        return Page(405, PLAIN, b"")
    return await answers(request.target.decode("latin-1").partition("?")[0])
