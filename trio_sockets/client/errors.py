"""The errors of the clients. Each one's text is one line for a person."""

from trio_sockets.address import Address
from trio_sockets.client.server_errors import words_of
from trio_sockets.protocol.errors import Error
from trio_sockets.visible import visible
from trio_sockets.words import ReadableError, Words, say


class ClientError(ReadableError):
    """The base of every error that a client's methods raise.

    The conversation has failed with it, unless it is a `RefusedError` or a `LocalProtocolError`.
    Its text is English; ``words`` has it in other languages.

    :param words: what went wrong, on one line.
    """


class LocalProtocolError(ClientError):
    """The caller has broken the protocol: a bad value, or a call after the end.

    Nothing has been sent, and the conversation is as it was.
    """


class ConnectError(ClientError):
    """Connecting failed: nothing listens, or the host is unknown or unreachable."""


class NobodyListensError(ConnectError):
    """Nothing listens at the address: no server runs there.

    :ivar what: that, in words.
    """

    def __init__(self, address: Address, what: Words) -> None:
        super().__init__(
            say(
                "cannot connect to {address}: {what}: is the server running?",
                address=address,
                what=what,
            )
        )
        self.what = what


class DisconnectedError(ClientError):
    """The server closed or reset the connection before the conversation was over."""


class SilentError(ClientError):
    """The server did not answer in time."""


class GarbledError(ClientError):
    """The server sent a line outside the protocol."""

    def __init__(self, line: str | Words, expected: Words | str) -> None:
        if isinstance(line, str):
            shown = line if len(line) <= 60 else f"{line[:60]}..."  # noqa: PLR2004 - to fit a line
            line = say("{line}", line=repr(visible(shown)))
        super().__init__(
            say(
                "the server said {line} where {expected} was expected",
                line=line,
                expected=expected,
            )
        )


class RefusedError(ClientError):
    """The server answered with an error.

    After a refused line the conversation goes on; after ``busy``, a timeout or a shutdown it is
    over, as the next call will tell.

    :ivar error: the server's answer.
    """

    def __init__(self, error: Error) -> None:
        super().__init__(
            say("the server answered {code}: {words}", code=error.code.value, words=words_of(error))
        )
        self.error = error
