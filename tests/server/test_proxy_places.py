"""The places and the time of clients that come through a proxy."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest
import trio
from structlog.testing import capture_logs
from trio.testing import MockClock, wait_all_tasks_blocked

from helpers.proxy_headers import HERE, V1_HEADER, V2_WITH_TLVS, from_host, from_v6
from helpers.support import (
    Running,
    connect,
    living_tasks,
    needs_epoll,
    plain_socket_pair,
    receive_all,
    running_pump,
    socket_pair,
)
from helpers.waiting import until
from trio_sockets import Deadlines, Limits, all_services, parse_proxies
from trio_sockets.server.clients import MAX_REFUSALS, Clients
from trio_sockets.server.limits import Admission


async def test_the_caps_are_on_the_clients_and_not_on_their_proxy(running: Running) -> None:
    limits = Limits(clients=10, clients_per_host=1)
    async with running("game@:0", proxies=HERE, limits=limits) as serving:
        clients = []
        for number, heard in ((1, b"GAME 1 100 7\n"), (2, b"GAME 1 100 7\n"), (1, b"ERR busy ")):
            clients.append(await connect(serving, "game"))
            await clients[-1].send_all(from_host(number))
            assert (await clients[-1].receive_some()).startswith(heard)
        assert await receive_all(clients[2]) == b""
        await clients[0].send_all(b"QUIT\n")
        assert await receive_all(clients[0]) == b"BYE\n"
        await clients[0].aclose()
        await until(lambda: serving.clients == 1)
        clients.append(await connect(serving, "game"))
        await clients[-1].send_all(from_host(1))
        assert await clients[-1].receive_some() == b"GAME 1 100 7\n"
        for client in clients:
            await client.aclose()


async def test_a_host_with_many_ipv6_addresses_is_one_host(running: Running) -> None:
    async with (
        running("text@:0", proxies=HERE, limits=Limits(clients_per_host=2)) as serving,
        AsyncExitStack() as stack,
    ):

        async def says(address: str) -> bytes:
            client = await stack.enter_async_context(await connect(serving, "text"))
            await client.send_all(from_v6(address) + b"UPPER a\n")
            return bytes(await client.receive_some())

        assert await says("2001:db8:0:1::1") == b"A\n"
        assert await says("2001:db8:0:1::2") == b"A\n"
        assert (await says("2001:db8:0:1:ffff::3")).startswith(b"ERR busy ")
        assert await says("2001:db8:0:2::1") == b"A\n"


Join = Callable[[], trio.SocketStream]


@pytest.fixture(params=["general", pytest.param("fast", marks=needs_epoll)])
async def join(request: pytest.FixtureRequest) -> AsyncIterator[Join]:
    """Have places for two clients, and their proxies on Unix sockets.

    A pair of those is as good as memory for the mock clock.
    """
    async with AsyncExitStack() as stack:
        pump = None
        if request.param == "fast":
            pump = await stack.enter_async_context(running_pump())
        limits = Admission(Limits(clients=2), None)
        clients = Clients(Deadlines(), limits, pump, parse_proxies(["unix"]))
        nursery = await stack.enter_async_context(trio.open_nursery())

        def join() -> trio.SocketStream:
            near, far = plain_socket_pair() if pump else socket_pair()
            nursery.start_soon(clients.serve, all_services()["game"], far)
            return near

        yield join
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize("sent", [b"", b"PROXY TCP4 192.0.2.1 ", V2_WITH_TLVS[:40]])
async def test_who_does_not_end_the_header_is_gone_at_5_s(
    autojump_clock: MockClock, join: Join, sent: bytes
) -> None:
    with capture_logs() as logs:
        async with join() as client:
            if sent:
                await client.send_all(sent[:-3])
                await trio.sleep(4)  # whoever looked again and again would never let time pass
                await client.send_all(sent[-3:])
            assert await receive_all(client) == b""
            await wait_all_tasks_blocked()
    [log] = logs
    assert (log["ended"], log["reason"]) == ("proxy-timeout", "no whole header in time")
    assert log["seconds"] == pytest.approx(5)


async def test_the_deadlines_of_the_conversation_begin_after_the_header(
    autojump_clock: MockClock, join: Join
) -> None:
    async with join() as client:
        await trio.sleep(4)
        await client.send_all(V1_HEADER)
        start = trio.current_time()
        assert (await receive_all(client)).startswith(b"GAME 1 100 7\nERR idle-timeout ")
        assert trio.current_time() - start == pytest.approx(300)


async def test_who_is_within_the_header_has_a_place(join: Join) -> None:
    """And who finds none reads `busy` once it has said who it is; but no more than 32 of those."""
    with capture_logs() as logs:
        stalled = [join(), join()]
        await wait_all_tasks_blocked()
        async with join() as refused:
            await refused.send_all(V1_HEADER)
            assert (await receive_all(refused)).startswith(b"ERR busy ")
        await wait_all_tasks_blocked()
        stalled += [join() for _ in range(MAX_REFUSALS)]
        await wait_all_tasks_blocked()
        assert [(log["ended"], log["peer"]) for log in logs] == [("busy", "192.0.2.1:56324")]
        async with join() as one_too_many:
            assert await receive_all(one_too_many) == b""
        await wait_all_tasks_blocked()
        assert [log["ended"] for log in logs] == ["busy", "busy"]
        for client in stalled:
            await client.aclose()
        await wait_all_tasks_blocked()
        async with join() as welcome:
            await welcome.send_all(V1_HEADER)
            assert await welcome.receive_some() == b"GAME 1 100 7\n"


async def test_who_is_cancelled_within_the_header_is_closed(running: Running) -> None:
    with capture_logs() as logs:
        async with running("game@:0", proxies=HERE) as serving:
            before = living_tasks()
            client = await connect(serving, "game")
            await until(lambda: living_tasks() > before)
            serving.drain(0)
            assert await receive_all(client) == b""
            await client.aclose()
    assert [log["ended"] for log in logs] == ["cancelled"]
