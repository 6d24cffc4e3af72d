"""One connection under test, and how it ended."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeAlias

import trio

from trio_sockets import Connection, Deadlines, Ending
from trio_sockets.protocol.session import Session


class Served:
    """A connection under test: its client's stream, and how and when it ended."""

    def __init__(self, client: trio.abc.HalfCloseableStream, connection: Connection) -> None:
        self.client = client
        self._connection = connection
        self.ending: Ending | None = None
        self.seconds = 0.0

    async def run(self) -> None:
        start = trio.current_time()
        self.ending = await self._connection.run()
        self.seconds = trio.current_time() - start

    async def receive_until_eof(self) -> bytes:
        data = b"".join([bytes(chunk) async for chunk in self.client])
        await self.client.aclose()
        return data

    async def drip(self, data: bytes, every: float) -> None:
        """Send a byte now and then, until the server has had enough."""
        with suppress(trio.BrokenResourceError, trio.ClosedResourceError):
            for byte in data:
                await self.client.send_all(bytes([byte]))
                await trio.sleep(every)


ServeOne: TypeAlias = Callable[[Session, Deadlines], Served]
"""Connects a client to a session over one path or the other."""
