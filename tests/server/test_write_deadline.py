"""The write deadline: a peer that does not read is gone at its exact time."""

from contextlib import suppress

import pytest
import trio
from trio.testing import MockClock, lockstep_stream_pair

from helpers.support import needs_epoll, plain_socket_pair, running_pump
from trio_sockets import Connection, Deadlines, Ending
from trio_sockets.protocol.echo import EchoSession
from trio_sockets.server.fast_path.fast import FastConnection


async def test_a_peer_that_does_not_read_is_gone_10_s_after_the_reply(
    autojump_clock: MockClock, nursery: trio.Nursery
) -> None:
    client, server = lockstep_stream_pair()  # sending waits for the reader, as a full socket does
    start = trio.current_time()
    nursery.start_soon(client.send_all, b"hello")
    assert await Connection(server, EchoSession(), Deadlines()).run() is Ending.WRITE_TIMEOUT
    assert trio.current_time() - start == pytest.approx(10)


@needs_epoll
async def test_a_peer_that_does_not_read_its_socket_is_gone_10_s_after_it_is_full(
    autojump_clock: MockClock, nursery: trio.Nursery
) -> None:
    client, server = plain_socket_pair()
    start = trio.current_time()
    nursery.start_soon(_send_until_gone, client)
    async with running_pump() as pump:
        connection = FastConnection(server, EchoSession(), Deadlines(), pump)
        assert await connection.run() is Ending.WRITE_TIMEOUT
    assert trio.current_time() - start == pytest.approx(10)


async def _send_until_gone(client: trio.SocketStream) -> None:
    with client.socket, suppress(trio.BrokenResourceError):
        await client.send_all(bytes(10**7))
