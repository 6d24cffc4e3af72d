"""What every conversation in lines shares: bounded lines, a budget of errors, an end."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import TypeVar

from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.grammar import BLANKS, encode
from trio_sockets.protocol.lines import MAX_LINE, Line, LineFramer, TooLong
from trio_sockets.protocol.session import BytesLike

MAX_ERRORS = 20
"""Bad lines in a row after which the conversation ends."""

_NONE: Mapping[ErrorCode, int] = {}
"""Shared by all that have made no errors, so that counting costs those nothing. Never changed."""

ReplyT = TypeVar("ReplyT")


class LineConversation(ABC):
    """A `Session` that speaks in lines. It is left to its subclasses how a line is answered.

    :param max_line: bytes a line may hold, its terminator not counted.
    :param max_errors: bad lines in a row after which the conversation ends; 1 at least.
    """

    __slots__ = ("_errors_left", "_framer", "_max_errors", "errors", "finished")

    def __init__(self, *, max_line: int = MAX_LINE, max_errors: int = MAX_ERRORS) -> None:
        self._framer = LineFramer(max_line)
        self._errors_left = self._max_errors = max_errors
        self.errors = _NONE
        """How many times each error has been answered."""
        self.finished = False

    @abstractmethod
    def _reply(self, lines: Iterable[Line]) -> bytes:
        """Take lines that have arrived, and return what is now to be said."""

    def greeting(self) -> bytes:
        """See `Session.greeting`."""
        return b""

    @property
    def messages(self) -> int:
        """See `Session.messages`: here, lines."""
        return self._framer.ended

    @property
    def pending(self) -> bool:
        """See `Session.pending`."""
        return self._framer.pending

    @property
    def unended(self) -> bool:
        """See `Session.unended`."""
        return self._framer.pending and not self._framer.newline_seen

    def receive_data(self, data: BytesLike) -> bytes:
        """See `Session.receive_data`."""
        return self._reply(self._framer.receive_data(data)) if not self.finished else b""

    def receive_eof(self) -> bytes:
        """See `Session.receive_eof`."""
        replies = self.flush() if self._framer.pending else b""
        self.finished = True
        return replies

    def flush(self) -> bytes:
        """See `Session.flush`."""
        return self._reply(self._framer.take_unended()) if not self.finished else b""

    def end(self, code: ErrorCode) -> bytes:
        """See `Session.end`: ``ERR`` and the code."""
        if self.finished:
            return b""
        self.finished = True
        return encode(self._counted(Error(code)))

    def _text(self, line: Line) -> str | Error:
        """Return what a line says, or what is wrong with it whatever it says."""
        if isinstance(line, TooLong):
            return Error(ErrorCode.LINE_TOO_LONG)
        try:
            text = line.decode()
        except UnicodeDecodeError:
            return Error(ErrorCode.BAD_ENCODING)
        return text if text.strip(BLANKS) else Error(ErrorCode.EMPTY_LINE)

    def _budgeted(self, reply: ReplyT) -> ReplyT | Error:
        """Let the reply pass, unless it is one error too many."""
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
