"""A relay hands on what both sides send, and tells of it."""

import socket
import struct
from functools import partial

import pytest
import trio

from helpers.support import free_port
from helpers.trace_runs import Seen
from helpers.trace_story import arrows
from helpers.waiting import until
from trio_sockets.address import TcpAddress
from trio_sockets.trace.model.events import Named, Note, Shut
from trio_sockets.trace.model.layout import lay_out
from trio_sockets.trace.sources.relay import Relay


async def _echo(stream: trio.SocketStream) -> None:
    async with stream:
        async for data in stream:
            await stream.send_all(data.upper())


async def test_bytes_go_both_ways_and_every_piece_is_told() -> None:
    seen = Seen()
    async with trio.open_nursery() as nursery:
        [listener] = await nursery.start(partial(trio.serve_tcp, _echo, 0, host="127.0.0.1"))
        port = listener.socket.getsockname()[1]
        relay = Relay(seen.events.append, TcpAddress("127.0.0.1", port))
        where = await nursery.start(relay.serve, TcpAddress("127.0.0.1", 0))
        async with await trio.open_tcp_stream(where.host, where.port) as client:
            for word in (b"one", b"two"):
                await client.send_all(word)
                assert await client.receive_some(10) == word.upper()
            await client.send_eof()
            assert await client.receive_some(10) == b""
        await until(lambda: len([e for e in seen.events if isinstance(e, Shut)]) > 1, seen)
        nursery.cancel_scope.cancel()
    layout = lay_out(seen.recording, seen.recording.last)
    assert [column.program for column in layout.columns] == ["server", "client"]
    kinds = [arrow[0] for arrow in arrows(layout)]
    assert kinds == ["syn", "bytes", "bytes", "bytes", "bytes", "fin", "fin"]
    assert not any(line.arrow.inferred for line in layout.lines)


async def test_a_reset_is_handed_on_and_seen() -> None:
    seen = Seen()
    lost = trio.Event()

    async def wait(stream: trio.SocketStream) -> None:
        with pytest.raises(trio.BrokenResourceError):
            await stream.receive_some(10)
        lost.set()

    async with trio.open_nursery() as nursery:
        [listener] = await nursery.start(partial(trio.serve_tcp, wait, 0, host="127.0.0.1"))
        port = listener.socket.getsockname()[1]
        relay = Relay(seen.events.append, TcpAddress("127.0.0.1", port))
        where = await nursery.start(relay.serve, TcpAddress("127.0.0.1", 0))
        client = await trio.open_tcp_stream(where.host, where.port)
        await until(lambda: any(isinstance(event, Named) for event in seen.events), seen)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        await client.aclose()
        await lost.wait()
        nursery.cancel_scope.cancel()
    [shut] = [event for event in seen.events if isinstance(event, Shut)]
    assert (shut.how, shut.seen) == ("reset", True)


async def test_a_server_that_is_not_there_resets_its_client() -> None:
    seen = Seen()
    async with trio.open_nursery() as nursery:
        relay = Relay(seen.events.append, TcpAddress("127.0.0.1", free_port()))
        where = await nursery.start(relay.serve, TcpAddress("127.0.0.1", 0))
        client = await trio.open_tcp_stream(where.host, where.port)
        async with client:
            with pytest.raises(trio.BrokenResourceError):
                await client.receive_some(10)
        nursery.cancel_scope.cancel()
    [note] = [event for event in seen.events if isinstance(event, Note)]
    assert "Connection refused" in note.text
