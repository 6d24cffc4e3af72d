"""The checker's end of one connection: it writes down all that happens there."""

import contextlib
import math
import socket
import struct

import trio

from trio_sockets.check.dialect import Dialect
from trio_sockets.check.transcript import (
    Conversation,
    Ended,
    Event,
    HalfClosed,
    Left,
    Received,
    Refused,
    Reset,
    Sent,
    Silence,
)

PATIENCE = 2.0
"""Seconds to wait for what should come at once. A program that answers later is late for anybody;
four times our own server's wait for a message without a newline."""

SETTLED = 0.3
"""Seconds of silence after which nothing more is thought to come."""

UNENDED = 0.06
"""Seconds of silence that end a message, where nothing else does. Nagle's algorithm and a delayed
ACK may hold the second send of a message back for 40 ms."""

PAUSE = 0.03
"""Seconds between two pieces that shall arrive apart: the kernel gives them to two ``recv``."""

MOST = 2 * 2**20
"""Bytes of one connection that are kept, twice what any check asks for. A program that sends for
ever is not read any further: its own send waits, and not the memory of this machine."""

CHUNK = 65536
_RST_AT_CLOSE = struct.pack("ii", 1, 0)


class Enough(Exception):  # noqa: N818 - nothing failed: it ends a script, and the judge takes over
    """What a script waited for did not come, so the rest of it has no sense."""


class Wire:
    """One connection with the program under test.

    Every method that waits for the program gives up by `Enough`, once what happened has been
    written down.

    :param began: when the check began, on Trio's clock.
    :param spares_port: the program's port is wanted again, so that none of its connections may stay
        in TIME_WAIT there. Whoever closes first waits; if that was the program, an RST ends it.
    :param most: bytes to receive. With more, the script ends by `Enough`.
    """

    def __init__(
        self,
        stream: trio.SocketStream | None,
        dialect: Dialect,
        began: float,
        *,
        spares_port: bool = False,
        most: int = MOST,
    ) -> None:
        self._stream = stream
        self.dialect = dialect
        self._began = began
        self._spares_port = spares_port
        self._events: list[Event] = []
        self._unread = bytearray()
        self._most = most
        self._over = stream is None
        if stream is not None and stream.socket.family != getattr(socket, "AF_UNIX", None):
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def conversation(self) -> Conversation:
        """Return what has happened so far."""
        return Conversation(tuple(self._events))

    def refused(self, reason: str) -> None:
        """Write down that no connection came about."""
        self._events.append(Refused(self._now(), reason))

    async def send(self, *pieces: bytes, pause: float = PAUSE, within: float = PATIENCE) -> None:
        """Send pieces, each as a packet of its own.

        :param pause: seconds between two of them.
        :param within: seconds that each may wait for the program to read.
        """
        for number, piece in enumerate(pieces):
            if number:
                await trio.sleep(pause)
            await self._send(piece, within)

    async def say(self, text: str | bytes) -> None:
        """Send one message of the dialect."""
        await self.send(self.dialect.request(text))

    async def read_message(self, *, within: float = PATIENCE) -> bytes:
        """Return the program's next message, without what ends it.

        :param within: seconds to wait for its end.
        """
        if self.dialect.replies_in_lines:
            while not self._has_message():
                await self._receive(within)
            line, _, rest = bytes(self._unread).partition(b"\n")
            self._unread = bytearray(rest)
            return line.removesuffix(b"\r")
        while not self._unread:
            await self._receive(within)
        await self.settle(UNENDED)
        return self._taken()

    async def try_message(self, within: float = SETTLED) -> bytes | None:
        """Return the program's next message; None if it says nothing, as it may.

        :param within: seconds to wait for it.
        """
        with trio.move_on_after(within):
            while not self._over and not self._has_message():
                await self._receive(math.inf, at_end=False)
        return await self.read_message() if self._has_message() else None

    async def hear(self, within: float = PATIENCE) -> bytes:
        """Return what comes next, be it a whole message or not; empty if nothing comes.

        :param within: seconds to wait for it.
        """
        with trio.move_on_after(within):
            while not self._over and not self._unread:
                await self._receive(math.inf, at_end=False)
        return self._taken()

    async def ask(self, text: str | bytes, *, within: float = PATIENCE) -> bytes:
        """Send one message, and return the answer."""
        await self.say(text)
        return await self.read_message(within=within)

    async def read_exactly(self, count: int, *, within: float = PATIENCE) -> bytes:
        """Return the next bytes.

        :param within: seconds to wait for each chunk of them.
        """
        while len(self._unread) < count:
            await self._receive(within)
        data, self._unread = bytes(self._unread[:count]), self._unread[count:]
        return data

    async def read_to_end(self, *, within: float = PATIENCE) -> bytes:
        """Return all until the program's FIN or RST.

        :param within: seconds to wait for each chunk, and for the end.
        """
        while not self._over:
            await self._receive(within, at_end=False)
        return self._taken()

    async def settle(self, seconds: float = SETTLED) -> None:
        """Take note of all that comes, until nothing has come for so many seconds."""
        while not self._over:
            with trio.move_on_after(seconds) as scope:
                await self._receive(math.inf, at_end=False)
            if scope.cancelled_caught:
                return

    async def half_close(self) -> None:
        """Send no more."""
        if self._stream is not None:
            self._events.append(HalfClosed(self._now()))
            try:
                await self._stream.send_eof()
            except trio.BrokenResourceError:
                self._broken()
                raise Enough from None

    async def leave(self, *, rudely: bool = False) -> None:
        """Close the connection.

        :param rudely: with an RST.
        """
        if self._stream is None:
            return
        try:
            if self._spares_port and not rudely:
                with contextlib.suppress(Enough):  # it sends for ever
                    await self.settle(UNENDED)  # its end may be on its way
        finally:
            self._events.append(Left(self._now(), rudely))
            self._close(rudely=rudely or self._ended_first())

    def drop(self) -> None:
        """Close what is left of it after the check."""
        self._close(rudely=self._ended_first())

    def _ended_first(self) -> bool:
        return self._spares_port and self.conversation().end is not None

    def _has_message(self) -> bool:
        return b"\n" in self._unread if self.dialect.replies_in_lines else bool(self._unread)

    def _taken(self) -> bytes:
        data = bytes(self._unread)
        self._unread.clear()
        return data

    def _close(self, *, rudely: bool) -> None:
        if self._stream is None:
            return
        if rudely:
            self._stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST_AT_CLOSE)
        self._stream.socket.close()
        self._stream, self._over = None, True

    async def _send(self, data: bytes, within: float) -> None:
        if self._stream is None:
            raise Enough
        self._events.append(Sent(self._now(), data))
        try:
            with trio.fail_after(within):
                await self._stream.send_all(data)
        except trio.TooSlowError:
            self._events.append(Silence(self._now(), within, blocked=True))
            raise Enough from None
        except trio.BrokenResourceError:
            self._broken()
            raise Enough from None

    async def _receive(self, within: float, *, at_end: bool = True) -> None:
        if self._stream is None or self._over or self._most <= 0:
            raise Enough
        try:
            with trio.fail_after(within):
                data = bytes(await self._stream.receive_some(CHUNK))
        except trio.TooSlowError:
            self._events.append(Silence(self._now(), within))
            raise Enough from None
        except trio.BrokenResourceError:
            self._broken()
            data = b""
        else:
            self._events.append(Received(self._now(), data) if data else Ended(self._now()))
        self._over = not data
        self._most -= len(data)
        self._unread += data
        if self._over and at_end:
            raise Enough

    def _broken(self) -> None:
        self._over = True
        self._events.append(Reset(self._now()))

    def _now(self) -> float:
        return trio.current_time() - self._began
