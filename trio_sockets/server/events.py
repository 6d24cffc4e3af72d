"""What the task of a conversation waits for."""

from dataclasses import dataclass
from typing import TypeAlias, final

from trio_sockets.protocol.errors import ErrorCode


@final
@dataclass(slots=True)
class Data:
    """Bytes arrived."""

    data: bytes | bytearray


@final
@dataclass(frozen=True, slots=True)
class Eof:
    """The peer will send no more."""


@final
@dataclass(frozen=True, slots=True)
class Unterminated:
    """Bytes that no newline ended are to be taken for a message now."""


@final
@dataclass(frozen=True, slots=True)
class Close:
    """The server ends the conversation.

    :param code: why.
    """

    code: ErrorCode


@final
@dataclass(frozen=True, slots=True)
class Output:
    """The session may have something to say, though its peer has not spoken."""


Event: TypeAlias = Data | Eof | Unterminated | Close | Output

EOF = Eof()
UNTERMINATED = Unterminated()
OUTPUT = Output()
