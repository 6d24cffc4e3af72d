"""A client of the text service."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import trio

from trio_sockets.address import Address
from trio_sockets.client.channel import LineChannel
from trio_sockets.client.connect import TIMEOUT, open_stream
from trio_sockets.client.errors import GarbledError, RefusedError
from trio_sockets.protocol.errors import Error
from trio_sockets.protocol.grammar import parse_text_reply
from trio_sockets.protocol.messages import (
    Bye,
    DateNow,
    Help,
    Quit,
    TextCommand,
    ToLower,
    ToUpper,
)


class TextClient:
    """Asks the text service, one question after the other.

    Every method may raise any `ClientError`; after a `RefusedError` for one line the next is
    welcome.

    :param stream: the connection; whoever made it closes it.
    :param timeout: seconds to wait for each reply; None waits for ever.
    """

    def __init__(self, stream: trio.abc.Stream, *, timeout: float | None = TIMEOUT) -> None:
        self._channel = LineChannel(stream, timeout=timeout)

    async def upper(self, text: str) -> str:
        """Return the text in capitals.

        :raises ValueError: it holds a newline, or ends in a carriage return.
        """
        return await self._ask(ToUpper(text))

    async def lower(self, text: str) -> str:
        """Return the text in small letters.

        :raises ValueError: it holds a newline, or ends in a carriage return.
        """
        return await self._ask(ToLower(text))

    async def datenow(self) -> datetime:
        """Return the server's time, aware."""
        reply = await self._ask(DateNow())
        try:
            return datetime.fromisoformat(reply)
        except ValueError:
            raise GarbledError(reply, "a date") from None

    async def help(self) -> str:
        """Return the commands there are."""
        return await self._ask(Help())

    async def quit(self) -> None:
        """Leave politely; the server closes then."""
        await self._channel.send(Quit())
        line = await self._channel.receive()
        if not isinstance(parse_text_reply(line), Bye):
            raise GarbledError(line, "BYE")

    async def _ask(self, command: TextCommand) -> str:
        await self._channel.send(command)
        line = await self._channel.receive()
        reply = parse_text_reply(line)
        if isinstance(reply, Error):
            raise RefusedError(reply)
        return line


@asynccontextmanager
async def open_text_client(
    address: Address,
    *,
    timeout: float | None = TIMEOUT,  # noqa: ASYNC109 - it is handed on
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[TextClient]:
    """Connect to a text service for as long as the block lasts.

    :param address: where it listens.
    :param timeout: seconds to wait for the connection and for each reply; None waits for ever.
    :param tls: see `open_stream`.
    :raises ConnectError: there is no connection.
    """
    async with await open_stream(address, timeout=timeout, tls=tls) as stream:
        yield TextClient(stream, timeout=timeout)
