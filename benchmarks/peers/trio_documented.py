"""Trio as its own documentation writes a server: `serve_tcp`, `receive_some`, `send_all`."""

import functools
import math

import trio

from benchmarks.peers.work import BACKLOG, MAX_LINE, TOO_LONG, Options, listening, options, reply


async def talk(limit: float, stream: trio.SocketStream) -> None:
    """Serve one client."""
    tail, discarding = b"", False
    try:
        while True:
            with trio.move_on_after(limit) as scope:
                data = await stream.receive_some()
            if scope.cancelled_caught or not data:
                return
            *lines, tail = (tail + data).split(b"\n")
            if discarding and lines:
                del lines[0]
                discarding = False
            replies = b"".join(map(reply, lines))
            if len(tail) > MAX_LINE:
                replies += b"" if discarding else TOO_LONG
                tail, discarding = b"", True
            await stream.send_all(replies)
    except trio.BrokenResourceError:
        pass


async def talk_for_ever(stream: trio.SocketStream) -> None:
    """Serve one client, who may be silent for as long as it likes: with no scope a message."""
    tail, discarding = b"", False
    try:
        async for data in stream:
            *lines, tail = (tail + data).split(b"\n")
            if discarding and lines:
                del lines[0]
                discarding = False
            replies = b"".join(map(reply, lines))
            if len(tail) > MAX_LINE:
                replies += b"" if discarding else TOO_LONG
                tail, discarding = b"", True
            await stream.send_all(replies)
    except trio.BrokenResourceError:
        pass


async def serve(told: Options) -> None:
    """Serve for ever."""
    async with trio.open_nursery() as nursery:
        await nursery.start(
            functools.partial(trio.serve_tcp, host="127.0.0.1", backlog=BACKLOG),
            talk_for_ever
            if told.timeout is None
            else functools.partial(talk, told.timeout or math.inf),
            told.port,
        )
        listening(told.port)


if __name__ == "__main__":
    trio.run(serve, options())
