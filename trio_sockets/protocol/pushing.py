"""Sessions that speak unasked, and may take their time to answer."""

from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Iterable

from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.grammar import encode
from trio_sockets.protocol.line_conversation import LineConversation
from trio_sockets.protocol.lines import Line
from trio_sockets.protocol.messages import Reply

MAX_QUEUED = 64 * 1024
"""Bytes that may wait for a peer who does not read. With one push more, it is dropped."""


def _nobody() -> None:
    """Nobody is to be woken yet."""


class PushingSession(LineConversation):
    """A session that others talk to as well, while its client is silent or waits for a reply.

    All it has to say goes through one queue, in the order in which it happened, and the queue is
    bounded. The driver's further duties: set `wake`; take `pushes` whenever that has been called;
    give it no bytes while it is `blocked`; and call `closed` when the connection is gone.

    A service subclasses it with `ask`, and answers each line with `_answer`, at once or later. The
    lines behind it wait for that.
    """

    __slots__ = ("_ending", "_held", "_queue", "_within", "blocked", "host", "wake")

    def __init__(self) -> None:
        super().__init__()
        self._queue = bytearray()
        self._held: deque[Line] = deque()
        self._within = False  # a call of the driver's, which returns the queue: no need to wake it
        self._ending = False  # the peer will send no more
        self.blocked = False
        """Whether a reply is still to come. Until then it takes no bytes."""
        self.host: str | None = None
        """Where the peer is from, if the driver knows that it counts."""
        self.wake: Callable[[], object] = _nobody
        """Called when there is something to send, unless the driver is being answered."""

    @abstractmethod
    def ask(self, line: str) -> None:
        """Have one line answered: decoded, not empty, its terminator gone."""

    def closed(self) -> None:
        """Note that the connection is gone, in whatever way. It may be called again."""

    def pushes(self) -> bytes:
        """Return what is to be sent now."""
        said = bytes(self._queue)
        self._queue.clear()
        return said

    def push(self, lines: bytes) -> None:
        """Tell the peer something unasked. A peer that reads too slowly is dropped instead."""
        if self.finished:
            return
        if len(self._queue) + len(lines) > MAX_QUEUED:
            self._queue.clear()
            self._queue += self.end(ErrorCode.TOO_SLOW)
            self.closed()
        else:
            self._queue += lines
        if not self._within:
            self.wake()

    def expel(self, code: ErrorCode) -> None:
        """End the conversation from within, with these last words."""
        if not self.finished:
            self._queue += self.end(code)
            self.closed()
            self.wake()

    def receive_eof(self) -> bytes:
        """See `Session.receive_eof`. A line that still waits for its reply gets it first."""
        self._ending = True
        lines = self._framer.take_unended() if self._framer.pending else ()
        return self._reply(lines)

    def end(self, code: ErrorCode) -> bytes:
        """See `Session.end`. What was queued goes out before the last words."""
        return self.pushes() + super().end(code)

    def _reply(self, lines: Iterable[Line]) -> bytes:
        self._held.extend(lines)
        self._go_on()
        return self.pushes()

    def _go_on(self) -> None:
        """Answer the lines that wait, up to one whose reply takes time."""
        self._within = True
        while self._held and not self.blocked and not self.finished:
            text = self._text(self._held.popleft())
            self.blocked = True
            if isinstance(text, Error):
                self._answer(text)
            else:
                self.ask(text)
        self._within = False
        if self._ending and not self.blocked:
            self.finished = True

    def _answer(self, reply: Reply, told: bytes = b"") -> None:
        """Give the reply that the lines behind it wait for.

        :param told: lines to say right after it, however long the queue is.
        """
        if self.finished:
            return  # it came too late
        self.blocked = False
        self._queue += encode(self._budgeted(reply)) + told
        if not self._within:
            self._go_on()
            self.wake()
