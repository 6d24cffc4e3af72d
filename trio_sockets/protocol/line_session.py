"""The base of every line service: bounded lines, bounded output, a budget of errors, an end."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping

from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.grammar import decode_line, encode
from trio_sockets.protocol.line_receiver import NO_LINES, LineReceiver
from trio_sockets.protocol.lines import MAX_LINE
from trio_sockets.protocol.messages import Reply
from trio_sockets.protocol.session import PIECE

MAX_ERRORS = 20
"""Bad lines in a row after which the conversation ends."""

_NONE: Mapping[ErrorCode, int] = {}
"""Shared by all sessions without an error, so that counting costs them nothing. Never changed."""


def _ignored() -> None:
    """Stand in for `LineSession.on_output` until a driver sets it."""


class LineSession(LineReceiver, ABC):
    """A `Session` whose every line earns exactly one reply line.

    A service subclasses it with `answer`, and with `greeting` if its server speaks first; it sets
    ``finished`` when a reply is the last. A service that takes its time returns None from `answer`
    and calls `reply` later, and one that speaks unasked calls `say`.

    Lines that have arrived wait unanswered while ``PIECE`` bytes of output wait, and behind a line
    whose reply takes time. So whatever `answer` returns, a bounded amount of it is queued. Of many
    that have arrived, `data_to_send` answers some at a time.

    :param max_line: bytes a line may hold, its terminator not counted.
    :param max_errors: bad lines in a row after which the conversation ends; 1 at least.
    """

    __slots__ = (
        "_awaited",
        "_begun",
        "_errors_left",
        "_in_call",
        "_max_errors",
        "_output",
        "errors",
        "on_output",
    )

    def __init__(self, *, max_line: int = MAX_LINE, max_errors: int = MAX_ERRORS) -> None:
        super().__init__(max_line)
        self._output: bytes | bytearray = b""
        self._errors_left = self._max_errors = max_errors
        self._begun = False  # something has been sent, or nothing ever will be
        # Replies that take their time: 1 at most; within `answer` -1, if `reply` came first.
        self._awaited = 0
        self._in_call = False  # the driver will pull the output by itself
        self.on_output: Callable[[], object] = _ignored
        """See `Session.on_output`."""
        self.errors = _NONE
        """How many times each error has been answered."""

    def greeting(self) -> bytes:
        """Return what the server says first; empty if the client begins."""
        return b""

    @abstractmethod
    def answer(self, line: str) -> Reply | None:
        """Return the reply to one line: decoded, not empty, its terminator gone.

        None if the reply takes time: `reply` gives it.
        """

    def close(self, code: ErrorCode) -> None:
        """See `Session.close`: ``ERR`` and the code."""
        if self.finished:
            return
        self._begun = self.finished = True
        self.wants_input = False
        self._output += encode(self._counted(Error(code)))

    def data_to_send(self) -> bytes:
        """See `Session.data_to_send`."""
        self._in_call = True
        if not self._begun:
            self._begun = True
            self._output = self.greeting() + self._output
        if self._lines or self._uncut:
            self._answer_lines()
        more = self._gather()
        self._in_call = False
        output = self._output
        if len(output) > PIECE:
            self._output = output = bytearray(output) if isinstance(output, bytes) else output
            piece = bytes(memoryview(output)[:PIECE])
            del output[:PIECE]
            return piece
        self._output = b""
        if not (self._lines or self._uncut or self._awaited or more):
            if self._eof:
                self.finished = True
            self.wants_input = not self.finished
        return bytes(output)

    def connection_lost(self, *, excused: bool = False) -> None:
        """See `Session.connection_lost`."""

    def reply(self, reply: Reply, told: bytes = b"") -> None:
        """Give the reply for which `answer` returned None. After the end, it is dropped.

        :param told: lines that follow the reply, each with its LF.
        """
        if self.finished:
            return
        self._awaited -= 1
        self._output += encode(self._budgeted(reply)) + told
        self._notify()

    def say(self, lines: bytes) -> None:
        """Send lines unasked. If more than ``PIECE`` bytes would wait for the peer, it reads too
        slowly, and the conversation ends instead.

        :param lines: each with its LF.
        """
        if self.finished:
            return
        if len(self._output) + len(lines) > PIECE:
            self._output = b""
            self.expel(ErrorCode.TOO_SLOW, excused=False)
        else:
            self._output += lines
            self._notify()

    def expel(self, code: ErrorCode, *, excused: bool = True) -> None:
        """End the conversation with this final error, and tell the driver.

        :param excused: see `connection_lost`.
        """
        if not self.finished:
            self.close(code)
            self.connection_lost(excused=excused)
            self._notify()

    def _gather(self) -> bool:
        """Add output that is kept elsewhere, up to ``PIECE``; return whether more is kept there."""
        return False

    def _notify(self) -> None:
        self.wants_input = False
        if not self._in_call:
            self.on_output()

    def _answer_lines(self) -> None:
        """Answer lines of one slice while there is room for their replies, and none takes its time.

        So one call of `data_to_send` is bounded work, however much has arrived.
        """
        self._output = output = bytearray(self._output)
        self._cut()
        lines = self._lines
        while lines and len(output) < PIECE and not (self._awaited or self.finished):
            text = decode_line(lines.pop())
            reply = text if isinstance(text, Error) else self.answer(text)
            if reply is None:
                self._awaited += 1
            else:
                output += encode(self._budgeted(reply))
        if self.finished:
            self._uncut = b""
        if not lines or self.finished:
            self._lines = NO_LINES

    def _budgeted(self, reply: Reply) -> Reply:
        """Return the reply, or the final error if it is one error too many."""
        if not isinstance(reply, Error):
            self._errors_left = self._max_errors
            return reply
        self._errors_left -= 1
        if self._errors_left:
            return self._counted(reply)
        self.finished = True
        return self._counted(Error(ErrorCode.TOO_MANY_ERRORS))

    def _counted(self, error: Error) -> Error:
        self.errors = {**self.errors, error.code: self.errors.get(error.code, 0) + 1}
        return error
