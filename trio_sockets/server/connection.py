"""One conversation over any Trio stream: the plain, readable way from byte to byte."""

import math
from collections.abc import Awaitable, Callable
from enum import Enum
from functools import partial
from typing import final

import trio

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.session import Session
from trio_sockets.server.deadlines import Deadlines, Timer

RECEIVE_SIZE = 8192
"""Bytes taken in at once. It bounds how long one client can keep the others waiting."""

SLICE = 1024
ENOUGH = 32 * 1024
"""Bytes given to the session at once, and bytes of replies after which they are sent first.

Together they bound what is queued for a peer that does not read. No service answers more than 31
bytes for one, as 19 lines in a row can be empty, and no more: 1,024 bytes earn less than 32 KiB, so
less than 64 KiB are ever queued."""


@final
class Ending(Enum):
    """Why a conversation ended, as the log says it."""

    FINISHED = "finished"
    PEER_CLOSED = "peer-closed"
    RESET = "reset"
    WRITE_TIMEOUT = "write-timeout"
    IDLE_TIMEOUT = "idle-timeout"
    LINE_TIMEOUT = "line-timeout"
    SESSION_TIMEOUT = "session-timeout"
    BUSY = "busy"
    SHUTTING_DOWN = "shutting-down"
    CANCELLED = "cancelled"
    FAULT = "fault"


class Connection:
    """Drives one session over one stream, which it closes at the end.

    :param stream: any `trio.abc.Stream`; the polite goodbye needs one that can half-close.
    :param session: the conversation. It decides every byte that is sent.
    :param deadlines: the timeouts in force.
    """

    def __init__(self, stream: trio.abc.Stream, session: Session, deadlines: Deadlines) -> None:
        self._stream = stream
        self._session = session
        self._deadlines = deadlines
        self._timer: Timer
        self._waiting: trio.CancelScope | None = None
        self._dismissed: ErrorCode | None = None
        self._received = 0
        self._sent = 0

    def counts(self) -> dict[str, int]:
        """Return bytes received, bytes sent as far as whole replies went out, and messages."""
        messages = self._session.messages
        return {"received": self._received, "sent": self._sent, "messages": messages}

    def dismiss(self, code: ErrorCode) -> None:
        """End the conversation from outside, with its last words, once no reply is under way."""
        self._dismissed = code
        if self._waiting is not None:
            self._waiting.cancel()

    async def run(self) -> Ending:
        """Hold the conversation to its end, and return why it ended.

        A peer that resets or does not read is an ending like any other. An exception is a fault of
        the session itself. Either way, and when cancelled, the stream is closed.
        """
        return await self._to_its_end(self._converse)

    async def refuse(self, code: ErrorCode) -> Ending:
        """Say nothing but the last words for `code`, and close."""
        return await self._to_its_end(partial(self._say_last_words, code))

    async def aclose(self) -> None:
        """Close the stream at once, without a goodbye."""
        await trio.aclose_forcefully(self._stream)

    async def _to_its_end(self, talk: Callable[[], Awaitable[Ending]]) -> Ending:
        try:
            return await talk()
        except trio.BrokenResourceError:
            return Ending.RESET
        except trio.TooSlowError:
            return Ending.WRITE_TIMEOUT
        finally:
            await self.aclose()

    async def _converse(self) -> Ending:
        session = self._session
        timer = self._timer = Timer(self._deadlines, trio.current_time())
        ending = Ending.FINISHED
        if greeting := session.greeting():
            await self._send(greeting)
        while not session.finished:
            event = await self._next_event()
            match event:
                case ErrorCode():
                    return await self._say_last_words(event)
                case None:
                    reply = session.flush()
                case b"":
                    reply, ending = session.receive_eof(), Ending.PEER_CLOSED
                case _:
                    reply = await self._feed(event)
            timer.heard(session, trio.current_time())
            if reply:
                await self._send(reply)
                timer.progressed(trio.current_time())
        if ending is not Ending.PEER_CLOSED:  # else it has said all, and been told all
            await self._say_goodbye()
        return ending

    async def _next_event(self) -> bytes | bytearray | ErrorCode | None:
        """Wait for bytes, or for the deadline that comes first: None is an unended message's."""
        deadline, due = self._timer.next(self._session)
        with trio.CancelScope(deadline=deadline) as self._waiting:
            if self._dismissed is not None:
                return self._dismissed
            data = await self._stream.receive_some(RECEIVE_SIZE)
            self._received += len(data)
            return data
        # The scope ended it: by its deadline, or by `dismiss`.
        return due if self._dismissed is None else self._dismissed

    async def _feed(self, data: bytes | bytearray) -> bytes:
        """Give the session what arrived, and return the replies that have not been sent yet."""
        owed = b""
        for start in range(0, len(data), SLICE):
            if len(owed) >= ENOUGH:
                await self._send(owed)
                owed = b""
            owed += self._session.receive_data(data[start : start + SLICE])
        return owed

    async def _send(self, reply: bytes) -> None:
        # A send cut short leaves the stream in an unknown state: `TooSlowError` abandons it.
        with trio.fail_after(_seconds(self._deadlines.write)):
            await self._stream.send_all(reply)
        self._sent += len(reply)

    async def _say_last_words(self, code: ErrorCode) -> Ending:
        await self._send(self._session.end(code))
        await self._say_goodbye()
        return Ending(code.value)

    async def _say_goodbye(self) -> None:
        """Half-close, then read and drop what still comes, so that the last reply arrives."""
        with trio.move_on_after(self._deadlines.linger):
            try:
                if not isinstance(self._stream, trio.abc.HalfCloseableStream):
                    await self._stream.aclose()
                    return
                await self._stream.send_eof()
                while await self._stream.receive_some(RECEIVE_SIZE):
                    pass
            except trio.BrokenResourceError:
                pass  # all has been said


def _seconds(timeout: float | None) -> float:
    return math.inf if timeout is None else timeout
