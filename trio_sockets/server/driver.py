"""The interface of an object that drives a session, over a socket or a stream."""

from collections.abc import Callable
from typing import Protocol

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.session import Session
from trio_sockets.server.ending import Ending


class Driver(Protocol):
    """Drives the session of one client: a `Connection`, or what shakes hands before that.

    :ivar over: what to call, once, when the last reply has been sent, or can never be.
    """

    over: Callable[..., object] | None

    @property
    def session(self) -> Session:
        """The session that it drives."""

    @property
    def traffic(self) -> tuple[int, int]:
        """Bytes that the session received, and bytes of it that were sent, in whole pieces."""

    @property
    def flushes(self) -> int:
        """How many times unterminated bytes were taken as a message."""

    def about(self) -> dict[str, int | str]:
        """Return what the log says of it, besides its ending."""

    def dismiss(self, code: ErrorCode) -> None:
        """End it from outside, with its last words."""

    async def run(self) -> Ending:
        """Hold it to its end, close the transport, and return why it ended."""

    async def turn_away(self, code: ErrorCode) -> None:
        """Close the transport of a peer that was told nothing yet; with last words, if it can."""
