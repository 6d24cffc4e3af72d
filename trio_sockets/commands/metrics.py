"""``serve --metrics``: the endpoint around a server, if there is to be one.

It needs an extra, which is imported only with the option.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Protocol

import trio

from trio_sockets.address import Address
from trio_sockets.commands.extras import missing_extra
from trio_sockets.server.listening.listeners import bound_address, open_listeners_at
from trio_sockets.server.totals import Tally


class Watch(Protocol):
    """Has the endpoint tell of a server, from now on, and says where it listens."""

    def __call__(
        self, tally: Callable[[], Awaitable[Tally]], draining: Callable[[], bool], /
    ) -> object:
        """See `Pages.watch`."""


@asynccontextmanager
async def open_metrics(address: Address | None) -> AsyncIterator[Watch]:
    """Serve the pages for as long as the block lasts; the block says of which server.

    :param address: None serves no pages.
    :raises ListenError: it cannot be listened on.
    :raises CycloptsError: the extra is not installed.
    """
    if address is None:
        yield lambda _tally, _draining: None
        return
    try:
        from trio_sockets.metrics.pages import Pages  # noqa: PLC0415
        from trio_sockets.web.visitors import serve_pages  # noqa: PLC0415 - see above
    except ImportError as error:
        raise missing_extra("--metrics", error.name, "metrics") from error
    pages = Pages()
    async with AsyncExitStack() as opened, trio.open_nursery() as nursery:
        listeners = await open_listeners_at(address, "--metrics ")
        for listener in listeners:
            await opened.enter_async_context(listener)
        nursery.start_soon(serve_pages, listeners, pages)

        def watch(tally: Callable[[], Awaitable[Tally]], draining: Callable[[], bool]) -> None:
            pages.watch(tally, draining)
            for listener in listeners:
                print(f"metrics listening on {bound_address(listener)}", flush=True)  # noqa: T201 - here it is right

        yield watch
        nursery.cancel_scope.cancel()
