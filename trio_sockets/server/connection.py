"""One conversation over any Trio stream: the general path, written to be read."""

from contextlib import suppress
from typing import TYPE_CHECKING, assert_never

import trio

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.session import Session
from trio_sockets.server.deadlines import Deadlines, Timer, seconds
from trio_sockets.server.ending import Ending
from trio_sockets.server.events import (
    EOF,
    OUTPUT,
    UNTERMINATED,
    Close,
    Data,
    Eof,
    Event,
    Output,
    Unterminated,
)
from trio_sockets.server.turns import take_turn

if TYPE_CHECKING:
    from collections.abc import Callable

RECEIVE_SIZE = 8192
"""Bytes received at once."""

LITTLE = 64
"""Bytes. Input of at most this size is answered at once; a client that sent more waits for its
turn. So a client that sends much hardly delays the others."""


class Connection:
    """Drives one session over one stream, which it closes at the end.

    :param stream: any `trio.abc.Stream`; the lingering close needs one that can half-close. None
        is for a subclass that makes its own.
    :param session: the conversation. It decides every byte that is sent.
    :param deadlines: the timeouts in force.
    """

    __slots__ = (
        "_close_code",
        "_deadlines",
        "_ending",
        "_given",
        "_received",
        "_sent",
        "_session",
        "_timer",
        "_waiting",
        "flushes",
        "on_last_reply",
    )

    def __init__(
        self, stream: trio.abc.Stream | None, session: Session, deadlines: Deadlines
    ) -> None:
        self._given = stream
        self._session = session
        self._deadlines = deadlines
        self._timer: Timer
        self._waiting: trio.CancelScope | None = None
        self._close_code: ErrorCode | None = None
        self._ending = Ending.FINISHED
        self._received = 0
        self._sent = 0
        self.flushes = 0
        """How many times unterminated bytes were taken for a message."""
        self.on_last_reply: Callable[..., object] | None = None
        """Called once, after the last reply was sent or failed. ``by_client`` is true if the client
        ended the conversation, and not the server or a fault of the session."""

    @property
    def session(self) -> Session:
        """The session that this connection drives."""
        return self._session

    @property
    def traffic(self) -> tuple[int, int]:
        """Bytes received, and bytes sent; a piece that was not sent whole does not count."""
        return self._received, self._sent

    @property
    def _stream(self) -> trio.abc.Stream:
        assert self._given is not None  # noqa: S101 - or a subclass has its own
        return self._given

    def about(self) -> dict[str, int | str]:
        """Return further values for the log: bytes, and the number of messages."""
        return {"received": self._received, "sent": self._sent, "messages": self._session.messages}

    def wake(self) -> None:
        """Wake the task to send the session's output: the session's ``on_output``."""
        if self._waiting is not None:
            self._waiting.cancel()

    def dismiss(self, code: ErrorCode) -> None:
        """End the conversation from outside, with a final error, once no reply is being sent.

        If it has not begun, the final error is all that the client is sent.
        """
        self._close_code = code
        if self._waiting is not None:
            self._waiting.cancel()

    async def run(self) -> Ending:
        """Run the conversation to its end, and return why it ended.

        If the peer resets the connection or does not read, that is a normal ending. An exception
        is a fault of the session. In each case, and when cancelled, the stream is closed.
        """
        session = self._session
        timer = self._timer = Timer(self._deadlines, trio.current_time())
        session.on_output = self.wake
        ending = Ending.CANCELLED
        try:
            while True:
                self._close_if_due()
                if piece := self._data_to_send():
                    await self._send(piece)
                elif session.finished:
                    break
                else:
                    timer.sent(session, trio.current_time())
                    self._tell(await self._next_event())
            if self._ending is Ending.FINISHED and getattr(session, "peer_closed", False):
                self._ending = Ending.PEER_CLOSED  # by a close_notify
            self._tell_over(self._ending)  # the lingering close may take a second
            if self._ending is not Ending.PEER_CLOSED:  # else nothing is left to send
                await self._linger()
        except trio.BrokenResourceError:
            ending = Ending.RESET if self._ending.by_client else self._ending
            return Ending.RESET
        except trio.TooSlowError:
            ending = Ending.WRITE_TIMEOUT if self._ending.by_client else self._ending
            return Ending.WRITE_TIMEOUT
        else:
            return self._ending
        finally:
            self._tell_over(ending)
            session.on_output = _ignored  # breaks a reference cycle
            await self.aclose()

    async def reject(self, code: ErrorCode) -> None:
        """Send the final error to a peer that was sent nothing yet, and close without lingering.

        A new socket has room for it, so this does not wait; a stream without a buffer gets the time
        of a lingering close. If the peer has sent something, a reset may overtake the error.
        """
        self._session.close(code)
        lost = suppress(trio.BrokenResourceError, trio.TooSlowError)
        try:
            with lost, trio.move_on_after(self._deadlines.linger):
                await self._send(self._session.data_to_send())
        finally:
            self._session.connection_lost()
            await self.aclose()

    async def receive_some(self) -> bytes | bytearray:
        """Receive bytes before the conversation begins. It need not be a checkpoint."""
        return await self._stream.receive_some(RECEIVE_SIZE)

    async def send_all(self, data: bytes) -> None:
        """Send bytes before the conversation begins."""
        await self._stream.send_all(data)
        self._sent += len(data)

    async def aclose(self) -> None:
        """Close the stream at once, without lingering."""
        await trio.aclose_forcefully(self._stream)

    async def _next_event(self) -> Event:
        """Wait for the next event."""
        session = self._session
        with trio.CancelScope(deadline=self._timer.next(session)[0]) as self._waiting:
            if not session.wants_input:  # a reply takes its time
                await trio.sleep_forever()
            event = await self._receive()
        if self._waiting.cancelled_caught:
            return self._expired()
        if isinstance(event, Data) and len(event.data) > LITTLE:
            await take_turn()  # outside the scope: a deadline must not lose the data
        return event

    def _expired(self) -> Event:
        """Return the event that ended a wait: from `dismiss`, from `wake` or from a deadline."""
        if self._close_code is not None:
            return Close(self._close_code)
        deadline, due = self._timer.next(self._session)
        if deadline > trio.current_time():
            return OUTPUT  # `wake`, or a reply has moved the deadline
        return UNTERMINATED if due is None else Close(due)

    def _tell(self, event: Event) -> None:
        """Pass an event to the session."""
        match event:
            case Data(data):
                self._session.receive_data(data)
            case Eof():
                self._ending = Ending.PEER_CLOSED
                self._session.receive_eof()
            case Unterminated():
                self.flushes += 1
                self._session.flush()
            case Close(code):
                self._ending = Ending(code.value)
                self._session.close(code)
            case Output():
                return  # not an event of the peer, so no deadline moves
            case _:
                assert_never(event)
        self._timer.heard(self._session, trio.current_time())

    async def _receive(self) -> Event:
        data = await self._stream.receive_some(RECEIVE_SIZE)
        self._received += len(data)
        return Data(data) if data else EOF

    def _close_if_due(self) -> None:
        """Close the session if the server has asked for it, or the session timeout is over.

        This is checked between two pieces of output, as a slow reader may take them for ever.
        """
        code = self._close_code
        if code is None and trio.current_time() >= self._timer.end:
            code = ErrorCode.SESSION_TIMEOUT
        if code is not None and not self._session.finished:
            self._ending = Ending(code.value)
            self._session.close(code)

    def _data_to_send(self) -> bytes:
        return self._session.data_to_send()

    async def _send(self, data: bytes) -> None:
        await self._send_all(data)
        if not (self._session.wants_input or self._session.finished):
            await take_turn()  # there may be more to answer

    async def _send_all(self, data: bytes) -> None:
        # A cancelled send leaves the stream in an unknown state: `TooSlowError` abandons it.
        with trio.fail_after(seconds(self._deadlines.write)):
            await self._stream.send_all(data)
        self._sent += len(data)

    def _tell_over(self, ending: Ending) -> None:
        call, self.on_last_reply = self.on_last_reply, None
        if call is not None:
            call(by_client=ending.by_client)
        self._session.connection_lost(excused=not ending.by_client)

    async def _linger(self) -> None:
        """Linger: half-close, then read and discard to the end, so that the last reply arrives."""
        with trio.move_on_after(self._deadlines.linger):
            try:
                if not isinstance(self._stream, trio.abc.HalfCloseableStream):
                    await self._stream.aclose()
                    return
                await self._stream.send_eof()
                while await self._stream.receive_some(RECEIVE_SIZE):
                    pass
            except trio.BrokenResourceError:
                pass  # everything was sent


def _ignored() -> None:
    """Ignore output: the conversation is over."""
