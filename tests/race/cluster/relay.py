"""What can stand between a server and Valkey: a slow network, and one that loses answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio


class Relay:
    """Passes bytes on, both ways.

    :ivar mute: whether what comes from Valkey is dropped. A connection that has lost something
        passes nothing on any more: TCP has no gaps.
    """

    def __init__(self, port: int, delay: float) -> None:
        self._port, self._delay = port, delay
        self._connections: list[trio.CancelScope] = []
        self.mute = False
        self.url = ""

    def cut(self) -> None:
        """Break the connections there are."""
        for scope in self._connections:
            scope.cancel()

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        [listener] = await trio.open_tcp_listeners(0, host="127.0.0.1")
        self.url = f"redis://127.0.0.1:{listener.socket.getsockname()[1]}"
        async with listener:
            task_status.started()
            await trio.serve_listeners(self._serve, [listener])

    async def _serve(self, near: trio.SocketStream) -> None:
        far = await trio.open_tcp_stream("127.0.0.1", self._port)
        with trio.CancelScope() as scope:
            self._connections.append(scope)
            async with near, far, trio.open_nursery() as nursery:
                nursery.start_soon(self._pass_on, near, far)
                await self._pass_on(far, near, droppable=True)
                nursery.cancel_scope.cancel()

    async def _pass_on(
        self,
        source: trio.SocketStream,
        target: trio.SocketStream,
        *,
        droppable: bool = False,
    ) -> None:
        late, soon = trio.open_memory_channel[tuple[float, bytes]](10_000)

        async def read() -> None:
            async with late:
                try:
                    async for chunk in source:
                        await late.send((trio.current_time() + self._delay, bytes(chunk)))
                except trio.BrokenResourceError:
                    pass

        async with trio.open_nursery() as nursery:
            nursery.start_soon(read)
            lost = False
            async for at, chunk in soon:
                await trio.sleep_until(at)
                lost = lost or (droppable and self.mute)
                if not lost:
                    try:
                        await target.send_all(chunk)
                    except trio.BrokenResourceError:
                        return


@asynccontextmanager
async def relay(port: int, *, delay: float = 0) -> AsyncIterator[Relay]:
    """Run one; every chunk is so many seconds late, each way."""
    between = Relay(port, delay)
    async with trio.open_nursery() as nursery:
        await nursery.start(between.run)
        yield between
        nursery.cancel_scope.cancel()
