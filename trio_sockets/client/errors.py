"""What can go wrong on the way to a server and back. Each error's text is one line for a person."""

from trio_sockets.protocol.errors import Error
from trio_sockets.visible import visible


class ClientError(Exception):
    """The other side failed, and the conversation with it, unless it is a `RefusedError`."""


class ConnectError(ClientError):
    """There is no connection: nobody listens, or the host is not known or not reached."""


class DisconnectedError(ClientError):
    """The server closed or reset the connection before the conversation was over."""


class SilentError(ClientError):
    """The server did not answer in time."""


class GarbledError(ClientError):
    """The server said what no server of this protocol says."""

    def __init__(self, line: str, expected: str) -> None:
        shown = line if len(line) <= 60 else f"{line[:60]}..."  # noqa: PLR2004 - to fit a line
        super().__init__(f"the server said {visible(shown)!r} where {expected} was expected")


class RefusedError(ClientError):
    """The server answered with an error.

    After a refused line the conversation goes on; after `busy`, a timeout or a shutdown it is over,
    as the next call will tell.

    :ivar error: what it answered.
    """

    def __init__(self, error: Error) -> None:
        super().__init__(f"the server answered {error.code.value}: {visible(error.words)}")
        self.error = error
