"""Whole lines over a stream, for the clients of line services."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

import trio

from trio_sockets.client.errors import (
    DisconnectedError,
    GarbledError,
    LocalProtocolError,
    SilentError,
)
from trio_sockets.figures import ShortFigure
from trio_sockets.protocol.grammar import encode
from trio_sockets.protocol.lines import Line, LineFramer, TooLong
from trio_sockets.protocol.messages import MAX_DIGITS, Message
from trio_sockets.words import say

MAX_REPLY = 8192
"""Bytes a reply may have: a line in capitals may be three times as long as the line itself."""


class LineChannel:
    """Sends messages and receives lines.

    :param stream: the connection, which the caller closes.
    :param timeout: seconds to wait for each reply; None waits for ever.
    :raises ValueError: the timeout is negative.
    """

    def __init__(self, stream: trio.abc.Stream, *, timeout: float | None) -> None:
        if timeout is not None and not timeout >= 0:
            raise ValueError(f"the timeout must be 0 seconds or more, not {timeout}")
        self._stream = stream
        self._timeout = math.inf if timeout is None else timeout
        self._framer = LineFramer(MAX_REPLY)
        self._lines: list[Line] = []

    async def send(self, message: Message) -> None:
        """Send one message.

        A server that is gone is not reported here but by `receive`: it may have said why.

        :raises LocalProtocolError: the message does not fit on a line, or see `receive`.
        :raises SilentError: the server does not read.
        """
        try:
            line = encode(message)
        except ValueError as error:
            raise LocalProtocolError(str(error)) from error
        await self.send_line(line)

    async def send_line(self, data: bytes) -> None:
        """Send a line that is encoded already. See `send`."""
        try:
            with trio.fail_after(self._timeout), _misuse():
                await self._stream.send_all(data)
        except trio.BrokenResourceError:
            pass
        except trio.TooSlowError:
            raise SilentError(
                say("the server did not read for {seconds} s", seconds=ShortFigure(self._timeout))
            ) from None

    async def receive(self) -> str:
        """Return the next line.

        :raises SilentError: none came in time.
        :raises DisconnectedError: the server closed or reset the connection instead.
        :raises GarbledError: the bytes are not UTF-8, or the line is far too long.
        :raises LocalProtocolError: the stream has been closed on this side, or another task is
            receiving.
        """
        try:
            with trio.fail_after(self._timeout):
                return await self.receive_whenever()
        except trio.TooSlowError:
            raise SilentError(
                say(
                    "the server did not answer within {seconds} s",
                    seconds=ShortFigure(self._timeout),
                )
            ) from None

    async def receive_whenever(self) -> str:
        """Return the next line, however long it takes. See `receive`."""
        while not self._lines:
            try:
                with _misuse():
                    data = await self._stream.receive_some()
            except trio.BrokenResourceError:
                raise DisconnectedError(say("the server reset the connection")) from None
            self._lines = self._framer.receive_data(data)
            if not data:
                self._lines = self._framer.take_unterminated()
                if not self._lines:
                    raise DisconnectedError(say("the server closed the connection"))
        line = self._lines.pop(0)
        if isinstance(line, TooLong):
            raise GarbledError(say("a line without an end"), say("a reply"))
        try:
            return line.decode()
        except UnicodeDecodeError:
            raise GarbledError(line.decode(errors="backslashreplace"), "UTF-8") from None


def checked_number(number: int) -> int:
    """Return the number, once it is seen to fit the grammar.

    :raises LocalProtocolError: it is not an integer, or has more than 18 digits.
    """
    if not isinstance(number, int) or isinstance(number, bool):
        raise LocalProtocolError(
            say("a guess is a whole number, not {type}", type=type(number).__name__)
        )
    if abs(number) >= 10**MAX_DIGITS:
        raise LocalProtocolError(say("a guess has {most} digits at most", most=MAX_DIGITS))
    return number


@contextmanager
def _misuse() -> Iterator[None]:
    """Turn Trio's errors for the caller's mistakes into `LocalProtocolError`."""
    try:
        yield
    except trio.ClosedResourceError as error:
        raise LocalProtocolError(say("the connection has been closed on this side")) from error
    except trio.BusyResourceError as error:
        raise LocalProtocolError(say("another task is using this client")) from error
