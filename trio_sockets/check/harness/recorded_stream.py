"""A connection to the program under test, which records all events."""

import contextlib
import socket
import struct
import sys

import trio

from trio_sockets.check.harness.endpoints import endpoints_of
from trio_sockets.check.harness.programs.starving import STEP, STEPS, Work
from trio_sockets.check.model.transcript import (
    Conversation,
    Ended,
    Event,
    HalfClosed,
    Left,
    Received,
    Reset,
    Sent,
    Silence,
)

MOST = 2 * 2**20
"""The most bytes that are received on a connection, twice what any check asks for. Beyond that,
nothing is read: a program that sends for ever blocks instead of filling our memory.
"""

CHUNK = 65536
_RST_AT_CLOSE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class StopScript(Exception):  # noqa: N818 - not an error: it ends a script, and the judge takes over
    """An awaited message or event did not come, so the rest of the script is pointless."""


class RecordedStream:
    """A stream that records what is sent and received, and how it ends.

    :param stream: the connection; None if none was established.
    :param began: when the check began, on Trio's clock.
    :param most: the most bytes to receive. More of them raise `StopScript`.
    :param asked_at: when the checker asked for the connection; None if it did not.
    :param work: the program's work: while it goes on, late replies are awaited; None: they are not.
    :ivar over: whether nothing more can be received.
    """

    def __init__(
        self,
        stream: trio.SocketStream | None,
        began: float,
        most: int = MOST,
        asked_at: float | None = None,
        work: Work | None = None,
    ) -> None:
        self._stream = stream
        self._work = work
        self._began = began
        self._events: list[Event] = []
        self._most = most
        self.over = stream is None
        asked = self.now if asked_at is None else asked_at - began
        self._endpoints = None if stream is None else endpoints_of(stream, asked, self.now)

    @property
    def is_open(self) -> bool:
        """Whether there is a connection that this side has not closed."""
        return self._stream is not None

    @property
    def now(self) -> float:
        """Seconds since the check began."""
        return trio.current_time() - self._began

    def conversation(self) -> Conversation:
        """Return the events so far."""
        return Conversation(tuple(self._events), self._endpoints)

    def record(self, event: Event) -> None:
        """Record an event that the stream does not see."""
        self._events.append(event)

    async def send(self, data: bytes, within: float) -> None:
        """Send bytes.

        :param within: seconds that they may wait for the program to read.
        :raises StopScript: the program did not read them, or the connection is over.
        """
        if self._stream is None:
            raise StopScript
        self._events.append(Sent(self.now, data))
        try:
            with trio.fail_after(within):
                await self._stream.send_all(data)
        except trio.TooSlowError:
            self._events.append(Silence(self.now, within, blocked=True))
            raise StopScript from None
        except trio.BrokenResourceError:
            self._broken()
            raise StopScript from None

    async def receive(self, within: float) -> bytes:
        """Return the next bytes; empty at the program's FIN or RST.

        :param within: seconds to wait for them.
        :raises StopScript: none came, or no more may be received.
        """
        if self._stream is None or self.over or self._most <= 0:
            raise StopScript
        try:
            data = await self._some(self._stream, within)
        except trio.BrokenResourceError:
            self._broken()
            data = b""
        else:
            self._events.append(Received(self.now, data) if data else Ended(self.now))
        self.over = not data
        self._most -= len(data)
        return data

    async def _some(self, stream: trio.SocketStream, within: float) -> bytes:
        with trio.move_on_after(within):
            return bytes(await stream.receive_some(CHUNK))
        waited = within
        if self._work is not None and self._work.may_be_starved():
            for _ in range(STEPS):
                with trio.move_on_after(STEP):
                    return bytes(await stream.receive_some(CHUNK))
                if not self._work.goes_on():
                    break
                waited += STEP
        self._events.append(Silence(self.now, waited))
        raise StopScript

    async def half_close(self) -> None:
        """Shut down the sending side, if there is a connection.

        :raises StopScript: the connection is broken.
        """
        if self._stream is None:
            return
        self._events.append(HalfClosed(self.now))
        try:
            await self._stream.send_eof()
        except trio.BrokenResourceError:
            self._broken()
            raise StopScript from None

    def leave(self, *, rudely: bool, reset: bool) -> None:
        """Close the connection, and record that this side did.

        :param rudely: whether the check meant to send an RST.
        :param reset: send an RST.
        """
        self._events.append(Left(self.now, rudely))
        self.close(reset=reset)

    def close(self, *, reset: bool) -> None:
        """Close the connection, if it is still open.

        :param reset: with an RST.
        """
        if self._stream is None:
            return
        if reset:
            with contextlib.suppress(OSError):  # macOS refuses this once the program has closed
                self._stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST_AT_CLOSE)
        self._stream.socket.close()
        self._stream, self.over = None, True

    def _broken(self) -> None:
        self.over = True
        self._events.append(Reset(self.now))
