"""How many may come in, and what the next one hears."""

import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import trio
from structlog.testing import capture_logs
from trio.testing import MockClock, wait_all_tasks_blocked

from helpers.support import InMemory, Running, connect, receive_all, tcp_address
from helpers.waiting import PATIENCE, until
from trio_sockets import Limits
from trio_sockets.server.clients import MAX_REFUSALS
from trio_sockets.server.limits import Admission, host_of, open_file_limit


@pytest.fixture
def few_files() -> Iterator[int]:
    """Lower the limit of open files for a test."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (100, hard))
    yield 100
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_one_client_too_many_is_told_busy_and_only_that(in_memory: InMemory) -> None:
    async with in_memory("game", limits=Limits(clients=2)) as (serving, listener):
        async with await listener.connect() as one, await listener.connect() as two:
            assert await one.receive_some() == await two.receive_some() == b"GAME 1 100 7\n"
            async with await listener.connect() as three:
                assert (await receive_all(three)).startswith(b"ERR busy ")
            assert serving.clients == 2
        await wait_all_tasks_blocked()
        async with await listener.connect() as four:
            assert await four.receive_some() == b"GAME 1 100 7\n"


async def test_one_host_cannot_take_every_place(running: Running) -> None:
    limits = Limits(clients=10, clients_per_host=1)
    async with running("text@127.0.0.1:0", "text@[::1]:0", limits=limits) as serving:
        four, six = (tcp_address(endpoint) for endpoint in serving.endpoints)
        async with await trio.open_tcp_stream(four.host, four.port) as first:
            await first.send_all(b"UPPER a\n")
            assert await first.receive_some() == b"A\n"
            async with await trio.open_tcp_stream(four.host, four.port) as second:
                assert (await receive_all(second)).startswith(b"ERR busy ")
            async with await trio.open_tcp_stream(six.host, six.port) as elsewhere:
                await elsewhere.send_all(b"UPPER b\n")
                assert await elsewhere.receive_some() == b"B\n"


async def test_who_comes_first_has_the_place_however_close_the_next_one_is(
    running: Running,
) -> None:
    """The order in which Trio begins their tasks is nobody's: it draws it anew each time."""
    async with running("text@:0", limits=Limits(clients=1)) as serving:
        address = tcp_address(serving.endpoints[0])
        where = (address.host, address.port)
        for _ in range(20):
            with ExitStack() as clients:
                first, second, third = (  # the server has its turn once all are there
                    clients.enter_context(socket.create_connection(where, timeout=PATIENCE))
                    for _ in range(3)
                )
                for late in (second, third):
                    heard = await trio.to_thread.run_sync(late.recv, 100)
                    assert heard.startswith(b"ERR busy ")
                first.sendall(b"QUIT\n")
                assert await trio.to_thread.run_sync(first.recv, 100) == b"BYE\n"
            await until(lambda: serving.clients == 0)


async def test_a_flood_of_refusals_cannot_use_up_the_spare_descriptors(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    async with in_memory("text", limits=Limits(clients=1)) as (_, listener):
        streams = [await listener.connect() for _ in range(MAX_REFUSALS + 11)]
        await wait_all_tasks_blocked()
        closed_at_once = 0
        for stream in streams[1:]:
            assert (await stream.receive_some()).startswith(b"ERR busy ")
            try:
                await stream.send_all(b"UPPER does anybody listen?\n")
            except trio.BrokenResourceError:
                closed_at_once += 1
        assert closed_at_once == 10
        for stream in streams:
            await stream.aclose()


async def test_who_comes_late_gets_a_place_once_one_is_free(running: Running) -> None:
    async with running("text@:0", limits=Limits(clients=1)) as serving:
        for _ in range(20):
            async with await connect(serving, "text") as client:
                await client.send_all(b"QUIT\n")
                assert await receive_all(client) == b"BYE\n"
            await until(lambda: serving.clients == 0)


async def test_the_log_says_who_was_refused(in_memory: InMemory) -> None:
    one = Limits(clients=1)
    with capture_logs() as logs:
        async with in_memory("text", limits=one) as (_, listener), await listener.connect():
            await wait_all_tasks_blocked()
            async with await listener.connect() as refused:
                await receive_all(refused)
    assert [log["ended"] for log in logs] == ["busy", "peer-closed"]


def test_the_file_limit_minus_64_bounds_them(few_files: int) -> None:
    assert open_file_limit() == few_files
    assert Admission(Limits(clients=1000), open_file_limit()).clients == few_files - 64
    assert Admission(Limits(clients=10), open_file_limit()).clients == 10
    assert Admission(Limits(), 10).clients == 1
    assert Admission(Limits(), None).clients == 10_000


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::1", "::/64"),
    ],
)
def test_an_ipv6_network_of_64_bits_is_one_host(address: str, host: str) -> None:
    assert host_of(address) == host


def test_hosts_that_left_are_forgotten() -> None:
    admission = Admission(Limits(clients_per_host=2), None)
    for number in range(1000):
        assert admission.enter(f"192.0.2.{number}")
        admission.leave(f"192.0.2.{number}")
    assert not admission._hosts


@pytest.mark.parametrize("name", ["clients", "clients_per_host"])
def test_a_limit_is_at_least_one(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be at least 1, not 0"):
        Limits(**{name: 0})


async def test_out_of_descriptors_clients_are_served_and_the_next_one_waits(
    running: Running,
) -> None:
    with capture_logs() as logs:
        async with running("echo@:0") as serving, await connect(serving, "echo") as inside:
            address = tcp_address(serving.endpoints[0])
            with trio.socket.socket() as socket_that_waits:
                soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
                resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))  # not one more descriptor
                try:
                    await socket_that_waits.connect((address.host, address.port))
                    await socket_that_waits.send(b"waiting")
                    await inside.send_all(b"served")
                    assert await inside.receive_some() == b"served"
                    await until(lambda: logs)
                finally:
                    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
                assert await socket_that_waits.recv(100) == b"waiting"
    assert logs[0]["event"] == "accept failed"
    assert logs[0]["error"] == "EMFILE"
