"""One conversation over any Trio stream: the plain, readable way from byte to byte."""

import math
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

import trio

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.pushing import PushingSession
from trio_sockets.protocol.session import Session
from trio_sockets.server.deadlines import Deadlines, Timer
from trio_sockets.server.ending import Ending

if TYPE_CHECKING:
    from collections.abc import Callable

RECEIVE_SIZE = 8192
"""Bytes taken in at once. It bounds how long one client can keep the others waiting."""

SLICE = 1024
ENOUGH = 32 * 1024
"""Bytes given to the session at once, and bytes of replies after which they are sent first.

Together they bound what is queued for a peer that does not read. No service answers more than 31
bytes for one, as 19 lines in a row can be empty, and no more: 1,024 bytes earn less than 32 KiB, so
less than 64 KiB are ever queued."""


Event: TypeAlias = bytes | bytearray | ErrorCode | None
"""What a conversation waits for: bytes, none at their end; why it has to end; or None, when bytes
that have no end yet are to be taken for a message."""


class Connection:
    """Drives one session over one stream, which it closes at the end.

    :param stream: any `trio.abc.Stream`; the polite goodbye needs one that can half-close. None is
        for a subclass that makes its own.
    :param session: the conversation. It decides every byte that is sent.
    :param deadlines: the timeouts in force.
    """

    __slots__ = (
        "_deadlines",
        "_dismissed",
        "_given",
        "_pushing",
        "_received",
        "_sent",
        "_session",
        "_timer",
        "_waiting",
        "flushes",
        "over",
    )

    NOTIFIES = False
    """Whether a peer that closed has to be told the end too: else, closing tells it."""

    def __init__(
        self, stream: trio.abc.Stream | None, session: Session, deadlines: Deadlines
    ) -> None:
        self._given = stream
        self._session = session
        self._pushing = session if isinstance(session, PushingSession) else None
        self._deadlines = deadlines
        self._timer: Timer
        self._waiting: trio.CancelScope | None = None
        self._dismissed: ErrorCode | None = None
        self._received = 0
        self._sent = 0
        self.flushes = 0
        """How many times bytes without an end were taken for a message."""
        self.over: Callable[[], object] | None = None
        """What to call, once, when the last reply has been sent, or can never be."""

    @property
    def session(self) -> Session:
        """The conversation that it drives."""
        return self._session

    @property
    def traffic(self) -> tuple[int, int]:
        """Bytes received, and bytes sent as far as whole replies went out."""
        return self._received, self._sent

    @property
    def _stream(self) -> trio.abc.Stream:
        assert self._given is not None  # noqa: S101 - or a subclass has its own
        return self._given

    def about(self) -> dict[str, int | str]:
        """Return what the log says of it, besides its ending.

        Bytes received, bytes sent as far as whole replies went out, and messages.
        """
        messages = self._session.messages
        return {"received": self._received, "sent": self._sent, "messages": messages}

    def wake(self) -> None:
        """Have what a `PushingSession` wants to say sent soon."""
        if self._waiting is not None:
            self._waiting.cancel()

    def dismiss(self, code: ErrorCode) -> None:
        """End the conversation from outside, with its last words, once no reply is under way.

        Before it has begun, the last words are all that the client is told.
        """
        self._dismissed = code
        if self._waiting is not None:
            self._waiting.cancel()

    async def run(self) -> Ending:  # noqa: C901, PLR0912, PLR0915 - one screen, to be read from top to bottom
        """Hold the conversation to its end, and return why it ended.

        A peer that resets or does not read is an ending like any other. An exception is a fault of
        the session itself. Either way, and when cancelled, the stream is closed.
        """
        session = self._session
        timer = self._timer = Timer(self._deadlines, trio.current_time())
        ending = Ending.FINISHED
        pushing = self._pushing
        answering = False  # the peer waits for a reply that takes its time
        if pushing is not None:
            pushing.wake = self.wake
        try:
            if self._dismissed is None and (greeting := session.greeting()):
                await self._send(greeting)
            while not session.finished:
                if pushing is not None and (pushes := pushing.pushes()):
                    await self._send(pushes)
                    if answering and not pushing.blocked:
                        timer.resumed(trio.current_time())
                        answering = False  # from here on, only others have spoken
                    continue
                event: Event = self._dismissed
                if event is None:
                    answering = pushing is not None and pushing.blocked
                    deadline = timer.next(session, answering=answering)[0]
                    with trio.CancelScope(deadline=deadline) as waiting:
                        self._waiting = waiting
                        if answering:
                            await trio.sleep_forever()  # one request at a time
                        event = await self._receive()
                    if waiting.cancelled_caught:  # by its deadline, by `dismiss` or by `wake`
                        deadline, due = timer.next(session, answering=answering)
                        if deadline > trio.current_time() and self._dismissed is None:
                            continue  # a reply has moved the deadline, or there are pushes
                        event = self._dismissed or due
                match event:
                    case ErrorCode():
                        reply, ending = session.end(event), Ending(event.value)
                    case None:
                        reply = session.flush()
                        self.flushes += 1
                    case b"":
                        reply, ending = session.receive_eof(), Ending.PEER_CLOSED
                    case _:
                        reply = await self._feed(event)
                timer.heard(session, trio.current_time())
                if reply:
                    await self._send(reply)
                    timer.progressed = trio.current_time()
            if pushing is not None and (pushes := pushing.pushes()):
                await self._send(pushes)  # the last words, if the others had it end
            self._tell_over()  # the goodbye may take a second
            if ending is not Ending.PEER_CLOSED or self.NOTIFIES:  # else all is said, both ways
                await self._say_goodbye()
            return ending  # noqa: TRY300 - a goodbye that is cut short is still this ending
        except trio.BrokenResourceError:
            return Ending.RESET
        except trio.TooSlowError:
            return Ending.WRITE_TIMEOUT
        finally:
            self._tell_over()
            if pushing is not None:
                pushing.closed()
            await self.aclose()

    async def turn_away(self, code: ErrorCode) -> None:
        """Say the last words to a peer that was told nothing yet, and close without a goodbye.

        They fit into any new socket, so nobody is waited for; a stream that holds nothing has the
        time of a goodbye. If the peer has spoken already, a reset may overtake the words.
        """
        words = self._session.end(code)
        lost = suppress(trio.BrokenResourceError, trio.TooSlowError)
        try:
            with lost, trio.move_on_after(self._deadlines.linger):
                await self._send(words)
        finally:
            await self.aclose()

    async def aclose(self) -> None:
        """Close the stream at once, without a goodbye."""
        await trio.aclose_forcefully(self._stream)

    def _tell_over(self) -> None:
        over, self.over = self.over, None
        if over is not None:
            over()

    async def _receive(self) -> bytes | bytearray:
        """Wait for bytes; none are the end of them."""
        data = await self._stream.receive_some(RECEIVE_SIZE)
        self._received += len(data)
        return data

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
        with trio.fail_after(seconds(self._deadlines.write)):
            await self._stream.send_all(reply)
        self._sent += len(reply)

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


def seconds(timeout: float | None) -> float:
    """Return a timeout as Trio takes it."""
    return math.inf if timeout is None else timeout
