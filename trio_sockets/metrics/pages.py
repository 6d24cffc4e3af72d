"""The pages that tell how a server is: /metrics, /healthz, /readyz."""

from collections.abc import Awaitable, Callable
from typing import final

from trio_sockets.metrics.exposition import CONTENT_TYPE, expose
from trio_sockets.server.totals import Tally
from trio_sockets.web.page import Page, one_line


async def _nothing() -> Tally:
    return Tally()


@final
class Pages:
    """Tells how one server is. Until there is one, it is alive, and not ready."""

    paths = ("/metrics", "/healthz", "/readyz")
    """Where there is a page."""

    def __init__(self) -> None:
        self._tally: Callable[[], Awaitable[Tally]] = _nothing
        self._draining: Callable[[], bool] | None = None

    def watch(self, tally: Callable[[], Awaitable[Tally]], draining: Callable[[], bool]) -> None:
        """Tell of this server, which accepts clients from now on.

        :param tally: returns its numbers.
        :param draining: returns whether it has stopped accepting clients.
        """
        self._tally = tally
        self._draining = draining

    async def page(self, path: str) -> Page:
        """Return the page at one of the `paths`."""
        match path:
            case "/metrics":
                return Page(200, CONTENT_TYPE, expose(await self._tally()))
            case "/readyz":
                return self._readiness()
            case _:
                return one_line(200, "ok")

    def _readiness(self) -> Page:
        if self._draining is None:
            return one_line(503, "starting")
        if self._draining():
            return one_line(503, "draining")
        return one_line(200, "ready")
