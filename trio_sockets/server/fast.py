"""A conversation over a plain socket, whose everyday answers take no task switch."""

import os
from typing import final

import trio

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.session import Session
from trio_sockets.server.connection import ENOUGH, RECEIVE_SIZE, SLICE, Connection
from trio_sockets.server.deadlines import Deadlines
from trio_sockets.server.pump import Pump


@final
class FastConnection(Connection):
    """A `Connection` that lets the pump answer, and wakes up only for what needs waiting.

    It gives the same bytes, ends and counts as `Connection`, which remains the one to read: this
    one only waits for the next event in another way.

    :param stream: a plain TCP or Unix socket's.
    :param session: see `Connection`.
    :param deadlines: see `Connection`.
    :param pump: must be running.
    """

    def __init__(
        self, stream: trio.SocketStream, session: Session, deadlines: Deadlines, pump: Pump
    ) -> None:
        super().__init__(stream, session, deadlines)
        self._socket = stream.socket
        self._fd = self._socket.fileno()
        self._pump = pump
        self._partial = False  # a message had begun when the session was last given bytes
        self._data: bytes | None = None  # received, and left for the task to feed
        self._owed = b""  # replies that did not fit
        self._owed_already = 0  # bytes of the reply that did

    async def aclose(self) -> None:
        """See `Connection.aclose`. A socket closes at once, without a scope and a cancellation."""
        self._socket.close()

    async def _next_event(self) -> bytes | bytearray | ErrorCode | None:
        while True:
            deadline, due = self._timer.next(self._session)
            if self._dismissed is not None:
                return self._dismissed
            if deadline <= trio.current_time():
                return due
            self._data = None
            with trio.CancelScope(deadline=deadline) as self._waiting:
                await self._pump.wait(self._fd, self._readable)
            if self._owed:
                owed, self._owed = self._owed, b""
                await self._send(owed)
                self._sent += self._owed_already
                self._timer.progressed(trio.current_time())
            if self._data is not None or self._session.finished:
                return self._data
            # Replies have moved the deadline since the scope was made: sleep on.

    def _readable(self, now: float) -> bool:
        """Take what there is, answer it, and return whether the task is needed."""
        try:
            data = os.read(self._fd, RECEIVE_SIZE)
        except BlockingIOError:
            return False
        except OSError as error:
            raise trio.BrokenResourceError from error
        if not data:
            self._data = data
            return True
        self._received += len(data)
        session = self._session
        owed = session.receive_data(data) if len(data) <= SLICE else self._feed_slices(data)
        if session.pending or self._partial:
            self._partial = session.pending
            self._timer.heard(session, now)
        if owed:
            self._timer.progressed(now)
            if not self._write(owed):
                return True
        if self._partial and self._waiting is not None:
            self._waiting.deadline = self._timer.next(session)[0]
        return session.finished or self._data is not None

    def _feed_slices(self, data: bytes) -> bytes:
        """Do as `Connection._feed`, but leave to it what is left when enough is owed."""
        owed = b""
        for start in range(0, len(data), SLICE):
            if len(owed) >= ENOUGH:
                self._data = data[start:]
                break
            owed += self._session.receive_data(data[start : start + SLICE])
        return owed

    def _write(self, owed: bytes) -> bool:
        """Send without waiting, and return whether all of it went out."""
        try:
            sent = os.write(self._fd, owed)
        except BlockingIOError:
            sent = 0
        except OSError as error:
            raise trio.BrokenResourceError from error
        if sent == len(owed):
            self._sent += sent
            return True
        self._owed, self._owed_already = owed[sent:], sent
        return False
