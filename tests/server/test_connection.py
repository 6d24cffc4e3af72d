"""One conversation over any Trio stream."""

from typing import Any

import pytest
import trio
from trio.testing import MockClock, memory_stream_pair, wait_all_tasks_blocked

from helpers.support import Running, Stream, receive_all
from trio_sockets import Connection, Deadlines, Ending, all_services
from trio_sockets.protocol.session import PIECE
from trio_sockets.server.connection import RECEIVE_SIZE


class Plain(trio.abc.Stream):
    """A stream that cannot half-close, as TLS cannot."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.closed_politely = False

    async def send_all(self, data: Any) -> None:
        await self._stream.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        await self._stream.wait_send_all_might_not_block()

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        return bytes(await self._stream.receive_some(max_bytes))

    async def aclose(self) -> None:
        await self._stream.aclose()
        self.closed_politely = True


class Hanging(Plain):
    """A stream that takes for ever to close politely, as TLS may."""

    async def aclose(self) -> None:
        try:
            await trio.sleep_forever()
        finally:
            await trio.aclose_forcefully(self._stream)


async def test_a_stream_that_cannot_half_close_is_closed_politely() -> None:
    client, server = memory_stream_pair()
    plain = Plain(server)
    connection = Connection(plain, all_services()["text"].session(), Deadlines())
    await client.send_all(b"UPPER a\nQUIT\n")
    assert await connection.run() is Ending.FINISHED
    assert plain.closed_politely
    assert await receive_all(client) == b"A\nBYE\n"


async def test_a_polite_close_takes_a_second_at_most(autojump_clock: MockClock) -> None:
    client, server = memory_stream_pair()
    connection = Connection(Hanging(server), all_services()["text"].session(), Deadlines())
    await client.send_all(b"QUIT\n")
    start = trio.current_time()
    assert await connection.run() is Ending.FINISHED
    assert trio.current_time() - start == pytest.approx(1)


async def test_a_peer_that_goes_during_the_goodbye_has_heard_it_all_the_same() -> None:
    client, server = memory_stream_pair()

    class Reset(Plain, trio.abc.HalfCloseableStream):
        async def send_eof(self) -> None:
            await trio.lowlevel.checkpoint()
            raise trio.BrokenResourceError

    connection = Connection(Reset(server), all_services()["text"].session(), Deadlines())
    await client.send_all(b"QUIT\n")
    assert await connection.run() is Ending.FINISHED


async def test_it_counts_what_went_both_ways() -> None:
    client, server = memory_stream_pair()
    connection = Connection(server, all_services()["text"].session(), Deadlines())
    await client.send_all(b"UPPER a\nUPPER")
    await client.send_eof()
    assert await connection.run() is Ending.PEER_CLOSED
    said = await receive_all(client)
    assert said.startswith(b"A\nERR missing-argument ")
    assert connection.about() == {"received": 13, "sent": len(said), "messages": 2}


async def test_what_is_queued_for_a_peer_that_does_not_read_stays_below_64_kib() -> None:
    sent: list[int] = []

    class Counting(Plain):
        async def send_all(self, data: bytes | bytearray | memoryview) -> None:
            sent.append(len(data))
            await super().send_all(data)

    client, server = memory_stream_pair()
    connection = Connection(Counting(server), all_services()["text"].session(), Deadlines())
    await client.send_all((19 * b"\n" + b"HELP\n") * (4 * RECEIVE_SIZE // 24))
    await client.send_eof()
    assert await connection.run() is Ending.PEER_CLOSED
    assert sum(sent) > 8 * PIECE
    assert max(sent) <= PIECE
    replies = await receive_all(client)
    assert replies.count(b"\n") == 20 * (4 * RECEIVE_SIZE // 24)


async def test_where_a_service_is_can_be_asked(running: Running) -> None:
    async with running("text@:0", "text@[::1]:0") as serving:
        assert serving.address("text") == serving.endpoints[0].address
        with pytest.raises(KeyError):
            serving.address("game")
        await wait_all_tasks_blocked()
        assert serving.clients == 0
