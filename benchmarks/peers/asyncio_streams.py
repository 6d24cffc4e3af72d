"""asyncio's high-level interface: a task a client, `readline`, `write`, `drain`."""

import asyncio
import contextlib
import functools

from benchmarks.peers.asyncio_idle import Idle
from benchmarks.peers.work import (
    BACKLOG,
    MAX_LINE,
    TOO_LONG,
    Options,
    listening,
    options,
    reply,
)


async def talk(
    limit: float | None, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Serve one client."""
    loop = asyncio.get_running_loop()
    idle = Idle(loop, writer.transport, limit) if limit is not None else None
    try:
        while True:
            try:
                line = await reader.readline()
            except ValueError:  # the reader's word for a line beyond its limit
                writer.write(TOO_LONG)
                await writer.drain()
                continue
            if not line:
                break
            writer.write(reply(line[:-1]))
            await writer.drain()
            if idle is not None:
                idle.heard = loop.time()
    except ConnectionError:
        pass
    finally:
        if idle is not None:
            idle.stop()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def serve(told: Options) -> None:
    """Serve for ever."""
    server = await asyncio.start_server(
        functools.partial(talk, told.timeout),
        "127.0.0.1",
        told.port,
        limit=MAX_LINE + 1,
        backlog=BACKLOG,
    )
    listening(told.port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(options()))
