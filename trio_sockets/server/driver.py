"""The interface of an object that drives a session, over a socket or a stream."""

from collections.abc import Callable
from typing import Protocol

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.session import Session
from trio_sockets.server.ending import Ending


class Driver(Protocol):
    """Drives the session of one client: a `Connection`, or a handshake that comes before it.

    :ivar on_last_reply: called once, after the last reply was sent or failed.
    """

    on_last_reply: Callable[..., object] | None

    @property
    def session(self) -> Session:
        """The session that it drives."""

    @property
    def traffic(self) -> tuple[int, int]:
        """Bytes that the session received, and bytes that it sent; only whole pieces count."""

    @property
    def flushes(self) -> int:
        """How many times unterminated bytes were taken as a message."""

    def about(self) -> dict[str, int | str]:
        """Return further values for the log, besides the ending."""

    def dismiss(self, code: ErrorCode) -> None:
        """End the conversation from outside, with a final error."""

    async def run(self) -> Ending:
        """Run the conversation to its end, close the transport, and return why it ended."""

    async def reject(self, code: ErrorCode) -> None:
        """Close the transport of a peer that was sent nothing; first send an error, if possible."""
