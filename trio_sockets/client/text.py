"""A client of the text service."""

from datetime import datetime

import trio

from trio_sockets.client.channel import LineChannel
from trio_sockets.client.connect import TIMEOUT
from trio_sockets.client.errors import GarbledError, LocalProtocolError, RefusedError
from trio_sockets.client.opening import opener
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
from trio_sockets.words import say


class TextClient:
    """Asks the text service, one question after the other.

    Every method may raise any `ClientError`, and nothing else. After a `RefusedError` for one line,
    and after a `LocalProtocolError`, the next is welcome.

    :param stream: the connection, which the caller closes.
    :param timeout: seconds to wait for each reply; None waits for ever.
    :raises ValueError: the timeout is negative.
    """

    def __init__(self, stream: trio.abc.Stream, *, timeout: float | None = TIMEOUT) -> None:
        self._channel = LineChannel(stream, timeout=timeout)

    async def upper(self, text: str) -> str:
        """Return the text in capitals.

        :raises LocalProtocolError: it is no text that fits on a line: it holds a newline or half a
            surrogate pair, or ends in a carriage return.
        """
        return await self._ask(ToUpper(_checked(text)))

    async def lower(self, text: str) -> str:
        """Return the text in small letters.

        :raises LocalProtocolError: see `upper`.
        """
        return await self._ask(ToLower(_checked(text)))

    async def datenow(self) -> datetime:
        """Return the server's time, aware."""
        reply = await self._ask(DateNow())
        try:
            moment = datetime.fromisoformat(reply)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise GarbledError(reply, say("a date with its time zone"))
        return moment

    async def help(self) -> str:
        """Return the commands there are."""
        return await self._ask(Help())

    async def quit(self) -> None:
        """Leave politely; the server closes then."""
        line = await self._ask(Quit())
        if not isinstance(parse_text_reply(line), Bye):
            raise GarbledError(line, "BYE")

    async def _ask(self, command: TextCommand) -> str:
        await self._channel.send(command)
        line = await self._channel.receive()
        reply = parse_text_reply(line)
        if isinstance(reply, Error):
            raise RefusedError(reply)
        return line


def _checked(text: str) -> str:
    if not isinstance(text, str):
        raise LocalProtocolError(say("a text is a str, not {type}", type=type(text).__name__))
    return text


async def _start(
    stream: trio.abc.Stream,
    *,
    timeout: float | None,  # noqa: ASYNC109 - it is kept
) -> TextClient:
    return TextClient(stream, timeout=timeout)


open_text_client = opener(_start, name="open_text_client", service="a text service")
