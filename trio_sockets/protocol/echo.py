"""Echo: the lab sheet's first program. Bytes back, unchanged, in order."""

from collections.abc import Callable

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.session import PIECE, BytesLike


class EchoSession:
    """A `Session` that returns what it receives. It has no lines, so it has no errors either."""

    pending = False
    unterminated = False
    on_output: Callable[[], object]

    __slots__ = ("_output", "finished", "messages", "on_output")

    def __init__(self) -> None:
        self._output = b""
        self.finished = False
        self.messages = 0
        """How many chunks have arrived: echo has no other messages."""

    @property
    def wants_input(self) -> bool:
        """See `Session.wants_input`."""
        return not (self._output or self.finished)

    def receive_data(self, data: BytesLike) -> None:
        """See `Session.receive_data`."""
        if data and not self.finished:
            self.messages += 1
            self._output += data

    def receive_eof(self) -> None:
        """See `Session.receive_eof`."""
        self.finished = True

    def flush(self) -> None:
        """See `Session.flush`: nothing is ever held back."""

    def close(self, code: ErrorCode) -> None:  # noqa: ARG002 - the seam's shape
        """See `Session.close`: nothing but an echo is ever sent, not even an error."""
        self.finished = True

    def data_to_send(self) -> bytes:
        """See `Session.data_to_send`."""
        output = self._output
        self._output = output[PIECE:]
        return output[:PIECE]

    def connection_lost(self, *, excused: bool = False) -> None:
        """See `Session.connection_lost`: echo keeps nothing."""
