"""A conversation over a plain socket, whose everyday answers take no task switch."""

import os
import socket
from collections.abc import Coroutine
from typing import Any, final

import outcome
import trio

from trio_sockets.protocol.session import Session
from trio_sockets.server.connection import ENOUGH, RECEIVE_SIZE, SLICE, Connection
from trio_sockets.server.deadlines import Deadlines
from trio_sockets.server.pump import Pump

NOTHING = bytearray(1)
"""What the pump wakes a task with when it left no bytes to feed, but something to send, or to end.
"""


@final
class FastConnection(Connection):
    """A `Connection` that lets the pump answer, and wakes up only for what needs waiting.

    It gives the same bytes, ends and counts as `Connection`, which remains the one to read: this
    one only waits for the next event in another way, and makes a stream of its socket only when
    something has to be waited for.

    :param sock: a plain TCP or Unix socket, not blocking. It is this connection's to close.
    :param session: see `Connection`.
    :param deadlines: see `Connection`.
    :param pump: must be running.
    """

    __slots__ = (
        "_fd",
        "_made",
        "_owed",
        "_owed_already",
        "_owed_reply",
        "_partial",
        "_pump",
        "_socket",
        "task",
    )

    def __init__(
        self, sock: socket.socket, session: Session, deadlines: Deadlines, pump: Pump
    ) -> None:
        super().__init__(None, session, deadlines)
        self._socket = sock
        self._made: trio.SocketStream | None = None
        self._fd = sock.fileno()
        self._pump = pump
        self._partial = False  # a message had begun when the session was last given bytes
        self._owed = b""  # replies that did not fit
        self._owed_already = 0  # bytes of the reply that did
        self._owed_reply = True  # or else what others do, which is no progress of this peer's
        self.task: trio.lowlevel.Task

    @property
    def _stream(self) -> trio.SocketStream:
        if self._made is None:
            self._made = trio.SocketStream(trio.socket.from_stdlib_socket(self._socket))
        return self._made

    async def aclose(self) -> None:
        """See `Connection.aclose`. A socket closes at once, without a scope and a cancellation."""
        self._socket.close()

    def _receive(self) -> Coroutine[Any, Any, bytes | bytearray]:
        """Sleep until `readable` has something that only this task can do."""
        self.task = trio.lowlevel.current_task()
        self._pump.watch(self._fd, self)
        # Handed on to be awaited: a coroutine of its own would be memory for each idle client.
        return trio.lowlevel.wait_task_rescheduled(self._abort)  # noqa: ASYNC105

    def _abort(self, _: object) -> trio.lowlevel.Abort:
        self._pump.forget(self._fd)
        return trio.lowlevel.Abort.SUCCEEDED

    def readable(self, now: float) -> bytes | bytearray | None:
        """See `Sleeper.readable`: take what there is and answer it."""
        try:
            data = os.read(self._fd, RECEIVE_SIZE)
        except BlockingIOError:
            return None
        except OSError as error:
            raise trio.BrokenResourceError from error
        if not data:
            return data
        self._received += len(data)
        session = self._session
        left: bytes | None = None
        if len(data) <= SLICE:
            owed = session.receive_data(data)
        else:
            owed, left = self._feed_slices(data)
        if session.pending or self._partial:
            self._partial = session.pending
            self._timer.heard(session, now)
        if owed:
            self._timer.progressed = now
            self._owed_reply = True
            if not self._write(owed):
                return left or NOTHING
        if self._partial and self._waiting is not None:
            self._waiting.deadline = self._timer.next(session)[0]
        waits = session.finished or (self._pushing is not None and self._pushing.blocked)
        return left or (NOTHING if waits else None)

    def wake(self) -> None:
        """See `Connection.wake`: while its task sleeps, the bytes go out from that of the speaker.

        So a room of hundreds hears a word within milliseconds.
        """
        if self._pushing is None or not self._pump.watches(self._fd):
            super().wake()
            return
        self._owed_reply = False
        try:
            if self._write(self._pushing.pushes()) and not self._session.finished:
                return
            result: outcome.Outcome[object] = outcome.Value(NOTHING)
        except trio.BrokenResourceError as error:
            result = outcome.Error(error)
        self._pump.wake(self._fd, result)

    async def _feed(self, data: bytes | bytearray) -> bytes:
        if self._owed:
            await self._send_owed()
            if self._owed_reply:
                self._timer.progressed = trio.current_time()
        return b"" if data is NOTHING else await super()._feed(data)

    async def _send(self, reply: bytes) -> None:
        if not self._write(reply):
            await self._send_owed()

    async def _send_owed(self) -> None:
        owed, self._owed = self._owed, b""
        await super()._send(owed)
        self._sent += self._owed_already

    def _feed_slices(self, data: bytes) -> tuple[bytes, bytes | None]:
        """Do as `Connection._feed`, but leave to it what is left when enough is owed."""
        owed = b""
        for start in range(0, len(data), SLICE):
            if len(owed) >= ENOUGH:
                return owed, data[start:]
            owed += self._session.receive_data(data[start : start + SLICE])
        return owed, None

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
