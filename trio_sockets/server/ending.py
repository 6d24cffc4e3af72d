"""Why a conversation ended."""

from enum import Enum
from typing import final


@final
class Ending(Enum):
    """Why a conversation ended, as the log says it."""

    FINISHED = "finished"
    PEER_CLOSED = "peer-closed"
    RESET = "reset"
    PROXY_FAILED = "proxy-failed"
    PROXY_TIMEOUT = "proxy-timeout"
    HANDSHAKE_FAILED = "handshake-failed"
    HANDSHAKE_TIMEOUT = "handshake-timeout"
    WRITE_TIMEOUT = "write-timeout"
    IDLE_TIMEOUT = "idle-timeout"
    LINE_TIMEOUT = "line-timeout"
    SESSION_TIMEOUT = "session-timeout"
    BUSY = "busy"
    SHUTTING_DOWN = "shutting-down"
    CANCELLED = "cancelled"
    FAULT = "fault"

    @property
    def by_client(self) -> bool:
        """Whether the client ended it, by a word, by leaving, or by not doing its part in time."""
        return self in _BY_CLIENT


_BY_CLIENT = {
    *(Ending.FINISHED, Ending.PEER_CLOSED, Ending.RESET),
    *(Ending.WRITE_TIMEOUT, Ending.IDLE_TIMEOUT, Ending.LINE_TIMEOUT),
}
