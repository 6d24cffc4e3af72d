"""How messages are framed: TCP carries a stream of bytes, without message boundaries."""

import struct
from enum import StrEnum

LONGEST = 2**16 - 1
"""The most bytes of a message whose length takes two bytes."""

_LENGTH = struct.Struct("!H")


class Framing(StrEnum):
    """How one side frames its messages, by the names of ``[wire]`` in a dialect's file."""

    LINE = "line"
    """LF terminates a message. A CR before it is not part of the message."""

    NOTHING = "nothing"
    """Messages have no terminator: a message ends when the other side speaks, or at a silence."""

    LENGTH = "length"
    """A length of two bytes, big-endian, precedes the message, as in Java's
    ``DataOutputStream.writeUTF``.
    """

    def frame(self, message: bytes) -> bytes:
        """Return the bytes that send a message.

        :raises ValueError: a length precedes the message, and it is longer than `LONGEST`.
        """
        match self:
            case Framing.LINE:
                return message + b"\n"
            case Framing.NOTHING:
                return message
            case Framing.LENGTH if len(message) <= LONGEST:
                return _LENGTH.pack(len(message)) + message
            case _:
                raise ValueError(f"{len(message)} bytes are too many for a length of two bytes")

    def frame_prompt(self, prompt: bytes) -> bytes:
        """Return the bytes that send a prompt; with `LINE`, a prompt has no newline."""
        return prompt if self is Framing.LINE else self.frame(prompt)

    def take(self, buffer: bytearray, searched: int = 0) -> bytes | None:
        """Take the first message out of a buffer; None if none is complete.

        :param searched: how many bytes of the buffer are known to hold no terminator.
        """
        match self:
            case Framing.LINE:
                end = buffer.find(b"\n", searched)
                if end < 0:
                    return None
                message = bytes(buffer[:end]).removesuffix(b"\r")
                del buffer[: end + 1]
                return message
            case Framing.LENGTH:
                if len(buffer) < _LENGTH.size:
                    return None
                end = _LENGTH.size + _LENGTH.unpack_from(buffer)[0]
                if len(buffer) < end:
                    return None
                message = bytes(buffer[_LENGTH.size : end])
                del buffer[:end]
                return message
            case _:
                return None

    def cut(self, data: bytes) -> tuple[list[bytes], bytes]:
        """Return all complete messages, and the bytes after the last one."""
        buffer, messages = bytearray(data), []
        while (message := self.take(buffer)) is not None:
            messages.append(message)
        return messages, bytes(buffer)
