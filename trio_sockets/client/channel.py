"""Whole lines over a stream, for the clients of line services."""

import math

import trio

from trio_sockets.client.errors import DisconnectedError, GarbledError, SilentError
from trio_sockets.protocol.grammar import encode
from trio_sockets.protocol.lines import Line, LineFramer, TooLong
from trio_sockets.protocol.messages import Message

MAX_REPLY = 8192
"""Bytes a reply may have: a line in capitals may be three times as long as the line itself."""


class LineChannel:
    """Sends messages and receives lines.

    :param stream: the connection; whoever made it closes it.
    :param timeout: seconds to wait for each reply; None waits for ever.
    """

    def __init__(self, stream: trio.abc.Stream, *, timeout: float | None) -> None:
        self._stream = stream
        self._timeout = math.inf if timeout is None else timeout
        self._framer = LineFramer(MAX_REPLY)
        self._lines: list[Line] = []

    async def send(self, message: Message) -> None:
        """Send one message.

        A server that is gone is not reported here but by `receive`: it may have said why.

        :raises ValueError: the message does not fit on a line.
        :raises SilentError: the server does not read.
        """
        await self.send_line(encode(message))

    async def send_line(self, data: bytes) -> None:
        """Send a line that is encoded already. See `send`."""
        try:
            with trio.fail_after(self._timeout):
                await self._stream.send_all(data)
        except trio.BrokenResourceError:
            pass
        except trio.TooSlowError:
            raise SilentError(f"the server did not read for {self._timeout:g} s") from None

    async def receive(self) -> str:
        """Return the next line.

        :raises SilentError: none came in time.
        :raises DisconnectedError: the server closed or reset the connection instead.
        :raises GarbledError: it is no line of UTF-8, or far too long.
        """
        try:
            with trio.fail_after(self._timeout):
                return await self.receive_whenever()
        except trio.TooSlowError:
            raise SilentError(f"the server did not answer within {self._timeout:g} s") from None

    async def receive_whenever(self) -> str:
        """Return the next line, however long it takes. See `receive`."""
        while not self._lines:
            try:
                data = await self._stream.receive_some()
            except trio.BrokenResourceError:
                raise DisconnectedError("the server reset the connection") from None
            self._lines = self._framer.receive_data(data)
            if not data:
                self._lines = self._framer.take_unended()
                if not self._lines:
                    raise DisconnectedError("the server closed the connection")
        line = self._lines.pop(0)
        if isinstance(line, TooLong):
            raise GarbledError("a line without an end", "a reply")
        try:
            return line.decode()
        except UnicodeDecodeError:
            raise GarbledError(line.decode(errors="backslashreplace"), "UTF-8") from None
