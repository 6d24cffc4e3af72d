"""Opening a client: a connection and a conversation, for as long as a block lasts."""

import ssl
from collections.abc import AsyncIterator, Awaitable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol, TypeVar

import trio

from trio_sockets.address import Address
from trio_sockets.client.connect import TIMEOUT, open_stream

ClientT = TypeVar("ClientT")
ClientT_co = TypeVar("ClientT_co", covariant=True)


class StartClient(Protocol[ClientT_co]):
    """Begins the conversation of a client, over a stream that is connected."""

    def __call__(
        self, stream: trio.abc.Stream, /, *, timeout: float | None
    ) -> Awaitable[ClientT_co]:
        """Return the client; `timeout` is in seconds, for each reply."""


class OpenClient(Protocol[ClientT_co]):
    """Connects a client."""

    def __call__(
        self,
        address: Address,
        *,
        timeout: float | None = TIMEOUT,
        tls: ssl.SSLContext | None = None,
    ) -> AbstractAsyncContextManager[ClientT_co]:
        """See `opener`."""


_DOC = """Connect to {service} for as long as the block lasts.

:param address: where it listens.
:param timeout: seconds to wait for the connection and for each reply; None waits for ever.
:param tls: see `open_stream`.
:raises ConnectError: connecting failed.
"""


def opener(start: StartClient[ClientT], *, name: str, service: str) -> OpenClient[ClientT]:
    """Return the function that opens clients of one service.

    :param name: what the function is called, for ``help()`` and the documentation.
    :param service: what it connects to, as its docstring says it.
    """

    @asynccontextmanager
    async def open_client(
        address: Address,
        *,
        timeout: float | None = TIMEOUT,  # noqa: ASYNC109 - it is handed on
        tls: ssl.SSLContext | None = None,
    ) -> AsyncIterator[ClientT]:
        async with await open_stream(address, timeout=timeout, tls=tls) as stream:
            yield await start(stream, timeout=timeout)

    open_client.__name__ = open_client.__qualname__ = name
    open_client.__module__ = start.__module__
    open_client.__doc__ = _DOC.format(service=service)
    return open_client
