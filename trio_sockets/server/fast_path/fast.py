"""A conversation over a plain socket whose usual replies need no task switch."""

import math
import os
from collections.abc import Coroutine
from typing import Any, final

import trio

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.session import PIECE, Session
from trio_sockets.server.connection import LITTLE, RECEIVE_SIZE, Connection
from trio_sockets.server.deadlines import Deadlines
from trio_sockets.server.events import EOF, OUTPUT, Event
from trio_sockets.server.fast_path.pump import BURST, LATER, Later, Pump
from trio_sockets.server.listening.bare_socket import BareSocket


@final
class FastConnection(Connection):
    """A `Connection` whose requests the pump answers; its task wakes only when it must wait.

    It sends the same bytes, and has the same endings and counters as `Connection`; read that class
    first. This one only waits for the next event in another way, and makes a Trio stream of its
    socket only when it has to wait for the socket. `Waiter` lists what the pump uses.

    :param sock: a TCP or Unix socket. This connection closes it.
    :param session: see `Connection`.
    :param deadlines: see `Connection`.
    :param pump: must be running.
    """

    __slots__ = (
        *("_held", "_owed", "_owed_already", "_partial", "_pump", "_socket", "_turn_next"),
        *("alarm", "asleep", "fd", "queued", "task", "watched"),
    )

    def __init__(
        self, sock: BareSocket, session: Session, deadlines: Deadlines, pump: Pump
    ) -> None:
        super().__init__(None, session, deadlines)
        self._socket = sock
        self._pump = pump
        self._partial = False  # `pending` after the session was last given bytes
        self._held = b""  # input that waits for a turn
        self._owed = b""  # the rest of a piece that was sent in part
        self._owed_already = 0  # bytes of that piece that were sent
        self._turn_next = False  # the session may have more output, which needs a turn
        self.fd = sock.fd
        self.task: trio.lowlevel.Task
        self.asleep = self.queued = self.watched = False
        self.alarm = math.inf

    @property
    def _stream(self) -> trio.SocketStream:
        return self._socket.stream

    @property
    def wants_input(self) -> bool:
        """See `Waiter.wants_input`."""
        return self._session.wants_input

    async def receive_some(self) -> bytes:
        """See `Connection.receive_some`."""
        while True:
            try:
                return os.read(self.fd, RECEIVE_SIZE)
            except BlockingIOError:
                await trio.lowlevel.wait_readable(self.fd)
            except OSError as error:
                raise trio.BrokenResourceError from error

    async def send_all(self, data: bytes) -> None:
        """See `Connection.send_all`."""
        if not self._write(data):
            owed, self._owed = self._owed, b""
            already, self._owed_already = self._owed_already, 0
            await super().send_all(owed)
            self._sent += already

    async def aclose(self) -> None:
        """See `Connection.aclose`. Closing a socket needs no cancelled scope, as a stream does."""
        self._pump.leave(self)
        self._socket.close()

    def dismiss(self, code: ErrorCode) -> None:
        """See `Connection.dismiss`."""
        super().dismiss(code)
        self._pump.follow(self, OUTPUT)

    def _next_event(self) -> Coroutine[Any, Any, Event]:
        """Return an event that has happened already, or sleep until the pump has one."""
        given = LATER if self._turn_next else self.readable(trio.current_time())
        self._turn_next = False
        # Not `async def`: one more coroutine would cost memory for each idle client.
        if given is not None and not isinstance(given, Later):
            return _at_once(given)
        self.task = trio.lowlevel.current_task()
        self._pump.sleep(self, given)
        self._pump.alarm(self, self._timer.next(self._session)[0])
        return trio.lowlevel.wait_task_rescheduled(self._abort)  # noqa: ASYNC105

    def _abort(self, _: object) -> trio.lowlevel.Abort:
        self.asleep = False
        return trio.lowlevel.Abort.SUCCEEDED

    def readable(self, now: float) -> Event | Later | None:
        """See `Waiter.readable`: read the input, and answer it if it is `LITTLE`."""
        if not self._session.wants_input:
            self._pump.ignore(self)
            return None
        try:
            data = os.read(self.fd, RECEIVE_SIZE)
        except BlockingIOError:
            return None
        except OSError as error:
            raise trio.BrokenResourceError from error
        if not data:
            return EOF
        self._received += len(data)
        if len(data) > LITTLE:
            self._held = data
            return LATER
        return self._answer(data, now)

    def turn(self, now: float) -> Event | Later | None:
        """See `Waiter.turn`: send one piece of the reply to the input that was read."""
        if not self._session.wants_input:
            return self._answer(b"", now)
        data, self._held = self._held, b""
        return self._answer(data, now)

    def _answer(self, data: bytes, now: float) -> Event | Later | None:
        session, timer = self._session, self._timer
        if data:
            session.receive_data(data)
        output = session.data_to_send()
        if session.pending or self._partial:
            self._partial = session.pending
            if data:
                timer.heard(session, now)
        if (output and not self._write(output)) or session.finished:
            return OUTPUT
        if not session.wants_input:
            if output:
                return LATER  # there may be more output
            timer.sent(session, now)  # a reply takes its time
            return None
        if timer.replying or (self._partial and not data):
            timer.sent(session, now)
            self._pump.alarm(self, timer.next(session)[0])
        elif session.messages != timer.answered:
            timer.answered, timer.progressed = session.messages, now
        if self._partial:
            self._pump.alarm(self, timer.next(session)[0])
        return LATER if self._held else None

    def ring(self, now: float) -> None:
        """See `Alarmed.ring`."""
        if not self.asleep:
            return  # the alarm is set when the task sleeps again
        if self.queued and now < self._timer.end:
            self._pump.alarm(self, now + BURST)  # its input has not been handled yet
            return
        event = self._expired()
        if event is OUTPUT:
            self._pump.alarm(self, self._timer.next(self._session)[0])
        else:
            self._pump.follow(self, event)

    def wake(self) -> None:
        """See `Connection.wake`: while this task sleeps, the caller's task sends the output.

        So a message to a room of hundreds arrives within milliseconds.
        """
        if self.asleep and not self.queued:
            try:
                given: Event | Later | Exception | None = self._answer(b"", trio.current_time())
            except Exception as error:  # noqa: BLE001 - its own task handles it, not the caller's
                given = error
            self._pump.follow(self, given)

    def _data_to_send(self) -> bytes:
        owed, self._owed = self._owed, b""
        return owed or (b"" if self._turn_next else self._session.data_to_send())

    async def _send(self, data: bytes) -> None:
        if not self._write(data):
            owed, self._owed = self._owed, b""
            already, self._owed_already = self._owed_already, 0
            await self._send_all(owed)
            self._sent += already
        session = self._session
        self._turn_next = not (session.wants_input or session.finished)
        if session.finished and len(data) >= PIECE:
            await trio.lowlevel.checkpoint()  # there may be more output

    def _write(self, data: bytes) -> bool:
        """Send without waiting, and return whether all bytes were sent."""
        try:
            sent = os.write(self.fd, data)
        except BlockingIOError:
            sent = 0
        except OSError as error:
            raise trio.BrokenResourceError from error
        if sent == len(data):
            self._sent += sent + self._owed_already
            self._owed_already = 0
            return True
        self._owed = data[sent:]
        self._owed_already += sent
        return False


async def _at_once(event: Event) -> Event:
    return event
