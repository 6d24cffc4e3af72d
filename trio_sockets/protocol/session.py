"""The seam between the pure core and whatever carries its bytes."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

from trio_sockets.protocol.errors import ErrorCode

BytesLike: TypeAlias = bytes | bytearray | memoryview
"""Received bytes: sockets hand out ``bytes``, Trio's memory streams ``bytearray``."""

PIECE = 32 * 1024
"""The most bytes that one call of `Session.data_to_send` returns. It is the high-water mark too: a
session for whose peer so many bytes wait answers no further line. So less than twice this and one
reply is ever queued for a peer."""


class Session(Protocol):
    """One conversation as a state machine, driven by the owner of the connection.

    Bytes go in through `receive_data`, cut anywhere, and output is pulled with `data_to_send`. A
    driver has these duties:

    - It sets `on_output`.
    - It sends what `data_to_send` returns, in order, until that is empty: at the beginning, after
      each other call, and after each `on_output`.
    - It calls `receive_data` only while `wants_input` is true.
    - It calls `receive_eof` once, when the peer half-closes.
    - It ends the connection once `finished` is true and all has been sent, and then calls
      `connection_lost`.

    Bad input earns an error as its reply and raises nothing. Input after the end is ignored.
    """

    on_output: Callable[[], object]
    """Called when there is output that was not caused by a call of the driver."""

    @property
    def wants_input(self) -> bool:
        """Whether `receive_data` may be called.

        False while a reply takes time or output waits, and once the conversation is over.
        """

    @property
    def finished(self) -> bool:
        """Whether the conversation is over, once all output has been sent."""

    @property
    def messages(self) -> int:
        """How many messages have been received whole. It never goes down."""

    @property
    def pending(self) -> bool:
        """Whether a message has begun to arrive and has not ended: the line deadline runs."""

    @property
    def unterminated(self) -> bool:
        """Whether the pending bytes may be taken as a whole message by `flush`.

        True only while the peer has never sent a newline: clients written like the lab sheet's
        send none at all, and wait for their reply.
        """

    def receive_data(self, data: BytesLike) -> None:
        """Take what arrived, cut anywhere."""

    def receive_eof(self) -> None:
        """Take note that the peer sends no more. An unterminated last line still counts."""

    def flush(self) -> None:
        """Take the unterminated bytes as a whole message now."""

    def close(self, code: ErrorCode) -> None:
        """End the conversation for a reason of the server's own: queue the final error.

        Output that waits is sent before it, and lines that have no reply yet get none. If nothing
        was sent before, the final error is all that the peer is told.
        """

    def data_to_send(self) -> bytes:
        """Return the next bytes to send: at most ``PIECE``, and none if no output waits."""

    def connection_lost(self, *, excused: bool = False) -> None:
        """Take note that the conversation is over, however it ended. It may be called again.

        :param excused: whether the server ended it, for a reason that is not the peer's fault.
        """
