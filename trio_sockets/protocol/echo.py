"""Echo: the lab sheet's first program. Bytes back, unchanged, in order."""

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.session import BytesLike


class EchoSession:
    """A `Session` that returns what it receives. It has no lines, so it has no errors either."""

    pending = False
    unended = False

    __slots__ = ("finished", "messages")

    def __init__(self) -> None:
        self.finished = False
        self.messages = 0
        """How many chunks came: echo has no other messages."""

    def greeting(self) -> bytes:
        """See `Session.greeting`: the client begins."""
        return b""

    def receive_data(self, data: BytesLike) -> bytes:
        """See `Session.receive_data`."""
        if self.finished or not data:
            return b""
        self.messages += 1
        return bytes(data)

    def receive_eof(self) -> bytes:
        """See `Session.receive_eof`: everything has been returned already."""
        self.finished = True
        return b""

    def flush(self) -> bytes:
        """See `Session.flush`: nothing is ever held back."""
        return b""

    def end(self, code: ErrorCode) -> bytes:  # noqa: ARG002 - the seam's shape
        """See `Session.end`: what is no echo is never sent, not even an error."""
        self.finished = True
        return b""
