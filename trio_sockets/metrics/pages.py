"""The pages that tell how a server is: /metrics, /healthz, /readyz."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import final

from trio_sockets.metrics.exposition import CONTENT_TYPE, expose
from trio_sockets.server.totals import Tally

PLAIN = "text/plain; charset=utf-8"


@final
@dataclass(frozen=True, slots=True)
class Page:
    """An answer over HTTP."""

    status: int
    content_type: str
    body: bytes


async def _nothing() -> Tally:
    return Tally()


@final
class Pages:
    """Tells how one server is. Until there is one, it is alive, and not ready."""

    def __init__(self) -> None:
        self._tally: Callable[[], Awaitable[Tally]] = _nothing
        self._draining: Callable[[], bool] | None = None

    def watch(self, tally: Callable[[], Awaitable[Tally]], draining: Callable[[], bool]) -> None:
        """Tell of this server, which accepts clients from now on.

        :param tally: returns its numbers.
        :param draining: returns whether it accepts nobody any more.
        """
        self._tally = tally
        self._draining = draining

    async def page(self, path: str) -> Page:
        """Return what stands at a path."""
        match path:
            case "/metrics":
                return Page(200, CONTENT_TYPE, expose(await self._tally()))
            case "/healthz":
                return Page(200, PLAIN, b"ok\n")
            case "/readyz":
                return self._readiness()
            case _:
                return Page(404, PLAIN, b"try /metrics, /healthz or /readyz\n")

    def _readiness(self) -> Page:
        if self._draining is None:
            return Page(503, PLAIN, b"starting\n")
        if self._draining():
            return Page(503, PLAIN, b"draining\n")
        return Page(200, PLAIN, b"ready\n")
