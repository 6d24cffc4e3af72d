"""The seam between the pure core and whatever carries its bytes."""

from typing import Protocol, TypeAlias

from trio_sockets.protocol.errors import ErrorCode

BytesLike: TypeAlias = bytes | bytearray | memoryview
"""What may be received: sockets hand out ``bytes``, Trio's memory streams ``bytearray``."""


class Session(Protocol):
    """One conversation as a state machine, driven by whoever owns the connection.

    The driver's duties: send `greeting` first; hand over every chunk that arrives, cut anywhere;
    send what each call returns, in order; call `receive_eof` once, when the peer half-closes; and
    close the connection when `finished` is true. Bad input is answered, never raised, and input
    after the end is ignored.

    Progress means a reply: every complete message earns at least one byte, so "bytes came back
    out" is what moves an idle deadline.
    """

    @property
    def finished(self) -> bool:
        """Whether the reply just returned ends the conversation."""

    @property
    def messages(self) -> int:
        """How many messages have been received whole. It never goes down."""

    @property
    def pending(self) -> bool:
        """Whether a message has begun to arrive and has not ended. The line deadline runs."""

    @property
    def unended(self) -> bool:
        """Whether the pending bytes may be taken as a whole message by `flush`.

        True only while the peer has never sent a newline: clients written like the lab sheet's
        send none at all, and wait for their reply.
        """

    def greeting(self) -> bytes:
        """Return what the server says first; empty if the client begins."""

    def receive_data(self, data: BytesLike) -> bytes:
        """Take what arrived and return every reply that is now due."""

    def receive_eof(self) -> bytes:
        """The peer sends no more. An unended last line still counts: return its reply."""

    def flush(self) -> bytes:
        """Treat the unended bytes as a whole message now, and return its reply."""

    def end(self, code: ErrorCode) -> bytes:
        """The server ends the conversation for a reason of its own: return its last words."""
