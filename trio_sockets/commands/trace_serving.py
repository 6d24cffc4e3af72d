"""``trio-sockets trace --serve``: the picture as a live page, around a run."""

import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import trio

from trio_sockets.address import TcpAddress
from trio_sockets.server.listening.listeners import bound_address, open_listeners_at
from trio_sockets.trace.outputs import Pictures
from trio_sockets.trace.serving import LivePage, is_own_name
from trio_sockets.web.visitors import serve_pages
from trio_sockets.words import Translate, say

if sys.platform == "win32":
    _SIGNALS = (signal.SIGINT,)
else:
    _SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def _nothing() -> None:
    pass


@asynccontextmanager
async def serving(
    address: TcpAddress | None, pictures: Pictures, translate: Translate
) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Serve the picture for as long as the block lasts; give what waits until Ctrl-C.

    :param address: None serves nothing, and waits for nothing.
    :raises ListenError: it cannot be listened on.
    """
    if address is None:
        yield _nothing
        return
    over = False
    page = LivePage(pictures.recording, pictures.language, translate, lambda: over)
    async with AsyncExitStack() as opened, trio.open_nursery() as nursery:
        listeners = await open_listeners_at(address, "--serve ")
        for listener in listeners:
            await opened.enter_async_context(listener)
            words = say("the picture is at {url}", url=f"http://{bound_address(listener)}/")
            print(words.read(translate), file=sys.stderr)  # noqa: T201 - here it is right
        nursery.start_soon(partial(serve_pages, listeners, page, name="trace", is_own=is_own_name))

        async def stay() -> None:
            nonlocal over
            over = True
            words = say("all programs have ended; the picture stays until Ctrl-C")
            print(words.read(translate), file=sys.stderr)  # noqa: T201 - likewise
            with trio.open_signal_receiver(*_SIGNALS) as signals:
                async for _ in signals:
                    return

        yield stay
        nursery.cancel_scope.cancel()
