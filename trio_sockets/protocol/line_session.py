"""What every line service shares whose server speaks when spoken to: one reply a line, at once."""

from abc import abstractmethod
from collections.abc import Iterable

from trio_sockets.protocol.errors import Error
from trio_sockets.protocol.grammar import encode
from trio_sockets.protocol.line_conversation import LineConversation
from trio_sockets.protocol.lines import Line
from trio_sockets.protocol.messages import Reply
from trio_sockets.protocol.session import BytesLike


class LineSession(LineConversation):
    """A `Session` whose every line earns exactly one reply line.

    A service subclasses it with `answer`, and `greeting` if its server speaks first; it sets
    `finished` when a reply is the last. See `LineConversation` for its parameters.
    """

    __slots__ = ()

    @abstractmethod
    def answer(self, line: str) -> Reply:
        """Return the reply to one line: decoded, not empty, its terminator gone."""

    def receive_data(self, data: BytesLike) -> bytes:
        """See `Session.receive_data`."""
        if self.finished:
            return b""
        framer = self._framer
        if framer.is_whole(data) and (replies := self.express(bytes(data))):
            framer.pass_over(replies.count(b"\n"))
            self._errors_left = self._max_errors
            return replies
        return self._reply(framer.receive_data(data))

    def express(self, data: bytes) -> bytes:  # noqa: ARG002 - most have none
        """Return the encoded replies to lines that are all of the kind asked most, or nothing.

        A short cut past decoding, grammar and messages, to the very bytes they would give. It has
        no errors to answer, and ends no conversation.

        :param data: one whole line or more, each with its LF.
        """
        return b""

    def _reply(self, lines: Iterable[Line]) -> bytes:
        replies = bytearray()
        for line in lines:
            text = self._text(line)
            replies += encode(
                self._budgeted(text if isinstance(text, Error) else self.answer(text))
            )
            if self.finished:
                break
        return bytes(replies)
