"""asyncio's low-level interface: callbacks, no task a client."""

import asyncio
from typing import cast

from benchmarks.peers.asyncio_idle import Idle
from benchmarks.peers.work import BACKLOG, MAX_LINE, TOO_LONG, Options, listening, options, reply


class TextProtocol(asyncio.Protocol):
    """Serves one client."""

    __slots__ = ("_discarding", "_idle", "_tail", "_time", "_timeout", "_transport")

    def __init__(self, timeout: float | None) -> None:
        self._timeout = timeout
        self._tail = b""
        self._discarding = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        loop = asyncio.get_running_loop()
        self._time = loop.time
        self._idle = Idle(loop, transport, self._timeout) if self._timeout is not None else None

    def data_received(self, data: bytes) -> None:
        """Answer all lines of a chunk with one write."""
        if self._idle is not None:
            self._idle.heard = self._time()
        if self._tail:
            data = self._tail + data
        *lines, self._tail = data.split(b"\n")
        if self._discarding and lines:
            del lines[0]
            self._discarding = False
        replies = b"".join(map(reply, lines))
        if len(self._tail) > MAX_LINE:
            replies += b"" if self._discarding else TOO_LONG
            self._discarding, self._tail = True, b""
        if replies:
            self._transport.write(replies)

    def pause_writing(self) -> None:
        """Take in nothing more from a client that does not read."""
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        """It reads again."""
        self._transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """End."""
        if self._idle is not None:
            self._idle.stop()


async def serve(told: Options) -> None:
    """Serve for ever."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: TextProtocol(told.timeout),
        "127.0.0.1",
        told.port,
        backlog=BACKLOG,
        ssl=told.tls,
    )
    listening(told.port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(options()))
