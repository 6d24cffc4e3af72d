"""Reads the messages of a client under test, with or without terminators."""

import contextlib
from typing import final

from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.harness.recorded_stream import StopScript
from trio_sockets.check.harness.wire import PATIENCE, Wire

UNENDED_AFTER = 0.5
"""Seconds after which unterminated bytes are taken as a message, as in our own server. A client
that sends no newlines, as on the lab sheet, can then be checked even if the class agreed on lines.
"""

TOGETHER = 0.1
"""Seconds of silence that end a message without a newline: a program sends it in one piece."""


@final
class ClientReader:
    """Reads the messages of one connection of a client.

    :param reads_bytes: messages have no terminator, regardless of the dialect.
    """

    def __init__(self, wire: Wire, reads_bytes: bool) -> None:  # noqa: FBT001 - the subject's
        self._wire = wire
        self._framing = Framing.NOTHING if reads_bytes else wire.dialect.sends
        self._read = 0

    @property
    def has_unread(self) -> bool:
        """Whether bytes have come that were not read."""
        return len(self._received) > self._read

    async def read(self, *, within: float = PATIENCE) -> bytes:
        """Return the client's next message, without its terminator.

        :param within: seconds to wait for each part of the message.
        """
        if self._framing is Framing.LENGTH:
            size = await self._bytes(2, within)
            return await self._bytes(int.from_bytes(size, "big"), within)
        message = await self._bytes(1, within)
        lines = self._framing is Framing.LINE
        if not (lines and b"\n" in self._received):
            with contextlib.suppress(StopScript):  # too much has come: read what there is
                await self._wire.settle(UNENDED_AFTER if lines else TOGETHER)
        if not (lines and b"\n" in self._received):
            return message + await self._bytes(len(self._received) - self._read, within)
        while not message.endswith(b"\n"):
            message += await self._bytes(1, within)
        return message.removesuffix(b"\n").removesuffix(b"\r")

    @property
    def _received(self) -> bytes:
        return self._wire.conversation().received

    async def _bytes(self, count: int, within: float) -> bytes:
        data = await self._wire.read_exactly(count, within=within)
        self._read += count
        return data
