"""A client beyond the limit receives `busy` at once, whatever the other clients do."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import pytest
import trio
from trio.testing import MockClock, lockstep_stream_pair, wait_all_tasks_blocked

from helpers.certificates import HOST, Authority
from helpers.support import InMemory, MemoryListener, Running, Stream, connect, receive_all
from helpers.waiting import patience
from trio_sockets import Deadlines, Endpoint, Limits, TcpAddress, all_services, serve_listeners
from trio_sockets.server.clients import MAX_REFUSALS
from trio_sockets.tls import TlsStream

PLACES = 3
FLOOD = 3 * MAX_REFUSALS


class FullListener(MemoryListener):
    """Its streams hold nothing: whoever sends waits until the other side reads, as with a socket
    whose buffers are full."""

    async def connect(self) -> Stream:
        client, server = lockstep_stream_pair()
        await self._send.send(server)
        return client


@asynccontextmanager
async def full_server() -> AsyncIterator[MemoryListener]:
    """Serve games; all places are taken by clients that do not even read the greeting."""
    listener = FullListener()
    endpoint = Endpoint(all_services(seed=1)["game"], TcpAddress("memory", 0))
    async with trio.open_nursery() as nursery:
        start = partial(serve_listeners, [(endpoint, listener)], limits=Limits(clients=PLACES))
        serving = await nursery.start(start)
        for _ in range(PLACES):
            await listener.connect()
        await wait_all_tasks_blocked()
        assert serving.clients == PLACES
        yield listener
        serving.drain(0)


async def hear_busy_at_once(client: trio.abc.ReceiveStream) -> None:
    """Hear it, and that it is the end, with not a moment's delay."""
    began = trio.current_time()
    assert (await client.receive_some()).startswith(b"ERR busy ")
    assert trio.current_time() == began
    assert await client.receive_some() == b""
    assert trio.current_time() == began


async def test_though_nobody_who_is_in_reads(autojump_clock: MockClock) -> None:
    async with full_server() as listener:
        await hear_busy_at_once(await listener.connect())


async def test_though_everybody_comes_at_once(autojump_clock: MockClock) -> None:
    async with full_server() as listener, trio.open_nursery() as nursery:
        for _ in range(FLOOD):
            nursery.start_soon(hear_busy_at_once, await listener.connect())


async def test_though_those_refused_before_do_not_read_it(autojump_clock: MockClock) -> None:
    async with full_server() as listener:
        for _ in range(FLOOD):
            await listener.connect()
        await wait_all_tasks_blocked()
        await hear_busy_at_once(await listener.connect())


async def test_though_those_refused_before_do_not_go(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    """They have a second for their goodbye, as long as that keeps nobody waiting."""
    async with in_memory("game", limits=Limits(clients=1)) as (_, listener):
        clients = [await listener.connect() for _ in range(1 + FLOOD)]
        await wait_all_tasks_blocked()
        await hear_busy_at_once(await listener.connect())
        assert len(clients) == 1 + FLOOD


async def test_over_tls_it_takes_the_handshake_and_no_more(
    autojump_clock: MockClock, in_memory: InMemory, authority: Authority
) -> None:
    one = Limits(clients=1)
    async with in_memory("game", tls=authority.server(), limits=one) as (_, listener):
        stalled = [await listener.connect() for _ in range(MAX_REFUSALS)]
        await wait_all_tasks_blocked()
        near = await listener.connect()
        async with TlsStream(near, authority.client(), server_hostname=HOST) as client:
            await hear_busy_at_once(client)
        assert len(stalled) == MAX_REFUSALS


async def test_on_sockets_though_40_refused_before_never_read(running: Running) -> None:
    endless = Deadlines(linger=1000)  # to wait for one of them would be to wait for ever
    limits = Limits(clients=1)
    async with (
        running("game@:0", deadlines=endless, limits=limits) as serving,
        AsyncExitStack() as stack,
    ):

        async def come() -> trio.SocketStream:
            return await stack.enter_async_context(await connect(serving, "game"))

        inside = await come()
        assert await inside.receive_some() == b"GAME 1 100 7\n"
        refused = [await come() for _ in range(MAX_REFUSALS + 8)]
        with patience():
            assert (await receive_all(await come())).startswith(b"ERR busy ")
            for client in refused:
                assert (await receive_all(client)).startswith(b"ERR busy ")


async def test_echo_has_no_words_of_its_own_so_its_end_is_all_there_is(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    async with in_memory("echo", limits=Limits(clients=1)) as (_, listener):
        clients = [await listener.connect() for _ in range(1 + MAX_REFUSALS)]
        await wait_all_tasks_blocked()
        one_more = await listener.connect()
        await wait_all_tasks_blocked()
        with pytest.raises(trio.BrokenResourceError):
            await one_more.send_all(b"closed")
        assert await receive_all(one_more) == b""
        assert len(clients) == 1 + MAX_REFUSALS
