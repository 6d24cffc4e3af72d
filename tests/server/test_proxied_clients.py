"""Clients through a proxy: whose address counts, who is believed, and headers that are none."""

import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import pytest
import trio
from structlog.testing import capture_logs
from trio.testing import MockClock, wait_all_tasks_blocked

from certificates import HOST, Authority
from support import (
    Running,
    connect,
    needs_epoll,
    plain_socket_pair,
    receive_all,
    running_pump,
    socket_pair,
)
from trio_sockets import Deadlines, Limits, Proxies, all_services, parse_proxies
from trio_sockets.protocol.proxy import V2
from trio_sockets.server.clients import MAX_REFUSALS, Clients
from trio_sockets.server.limits import Admission
from trio_sockets.tls import TlsStream

HERE = parse_proxies(["127.0.0.1"])
V1_HEADER = b"PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n"
V2_HEADER = V2 + b"\x21\x11\x00\x0c\xc0\x00\x02\x01\xc6\x33\x64\x01\xdc\x04\x01\xbb"
V2_WITH_TLVS = V2 + b"\x21\x11" + struct.pack("!H", 2012) + V2_HEADER[16:] + bytes(2000)
HEADERS = pytest.mark.parametrize(
    "header", [V1_HEADER, V2_HEADER, V2_WITH_TLVS], ids=["v1", "v2", "v2 with TLVs"]
)


def from_v6(address: str) -> bytes:
    return f"PROXY TCP6 {address} 2001:db8::1 56324 443\r\n".encode()


def from_host(number: int) -> bytes:
    return b"PROXY TCP4 192.0.2.%d 198.51.100.1 56324 443\r\n" % number


@HEADERS
async def test_the_address_is_the_clients_and_what_follows_is_its_too(
    running: Running, header: bytes
) -> None:
    with capture_logs() as logs:
        async with (
            running("text@:0", proxies=HERE) as serving,
            await connect(serving, "text") as client,
        ):
            await client.send_all(header + b"UPPER a\nQUIT\n")
            assert await receive_all(client) == b"A\nBYE\n"
    [log] = logs
    assert (log["peer"], log["received"], log["ended"]) == ("192.0.2.1:56324", 13, "finished")


@HEADERS
async def test_a_header_byte_by_byte(running: Running, header: bytes) -> None:
    with capture_logs() as logs:
        async with (
            running("game@:0", proxies=HERE) as serving,
            await connect(serving, "game") as client,
        ):
            drip = header[:-1][:70]
            for byte in drip:
                await client.send_all(bytes([byte]))
                await wait_all_tasks_blocked()
                assert serving.clients == 0
            await client.send_all(header[len(drip) :])
            assert await client.receive_some() == b"GAME 1 100 7\n"
    assert logs[0]["peer"] == "192.0.2.1:56324"


@HEADERS
async def test_the_header_comes_before_the_tls_hello(
    running: Running, authority: Authority, header: bytes
) -> None:
    with capture_logs() as logs:
        async with running("text@:0", proxies=HERE, tls=authority.server()) as serving:
            transport = await connect(serving, "text")
            await transport.send_all(header)
            async with TlsStream(transport, authority.client(), server_hostname=HOST) as client:
                await client.send_all(b"UPPER a\nQUIT\n")
                assert await receive_all(client) == b"A\nBYE\n"
    assert logs[0]["peer"] == "192.0.2.1:56324"


@pytest.mark.parametrize(
    "header", [b"PROXY UNKNOWN\r\n", V2 + b"\x20\x00\x00\x00"], ids=["unknown", "local"]
)
async def test_a_proxy_that_speaks_for_itself_is_the_client(
    running: Running, header: bytes
) -> None:
    with capture_logs() as logs:
        async with (
            running("text@:0", proxies=HERE) as serving,
            await connect(serving, "text") as client,
        ):
            await client.send_all(header + b"QUIT\n")
            assert await receive_all(client) == b"BYE\n"
            name = client.socket.getsockname()
    assert logs[0]["peer"] == f"127.0.0.1:{name[1]}"


@pytest.mark.parametrize("words", [[], ["10.0.0.0/8", "::1", "unix"]])
async def test_from_anybody_else_a_header_is_bytes_for_the_service(
    running: Running, words: list[str]
) -> None:
    with capture_logs() as logs:
        async with (
            running("echo@:0", proxies=parse_proxies(words)) as serving,
            await connect(serving, "echo") as client,
        ):
            await client.send_all(V1_HEADER)
            await client.send_eof()
            assert await receive_all(client) == V1_HEADER
    assert logs[0]["peer"].startswith("127.0.0.1:")


async def test_the_word_unix_is_for_the_clients_of_unix_sockets(
    running: Running, tmp_path: Path
) -> None:
    path = f"{tmp_path}/text.sock"
    with capture_logs() as logs:
        async with (
            running(f"text@unix:{path}", proxies=parse_proxies(["unix"])),
            await trio.open_unix_socket(path) as client,
        ):
            await client.send_all(V1_HEADER + b"QUIT\n")
            assert await receive_all(client) == b"BYE\n"
    assert logs[0]["peer"] == "192.0.2.1:56324"


async def test_streams_of_ones_own_have_no_proxy() -> None:
    client, server = trio.testing.memory_stream_pair()
    everybody = parse_proxies(["0.0.0.0/0", "::/0", "unix"])
    assert not everybody.have(server, "stream")
    near, far = socket_pair()
    assert everybody.have(far, "unix")
    assert everybody.have(near, "unix")
    for stream in (client, server, near, far):
        await stream.aclose()


async def test_one_that_is_gone_is_no_proxy() -> None:
    with socket.socket() as never_connected:
        assert not parse_proxies(["0.0.0.0/0", "::/0", "unix"]).have(never_connected, "gone")


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (b"UPPER a\n", "no PROXY header"),
        (b"PROXY TCP4 localhost x 1 2\r\n", "an address or a port is none"),
        (V1_HEADER[:20], "closed within the header"),
        (b"", "closed within the header"),
    ],
)
async def test_what_is_no_header_is_closed_without_a_word_and_one_line_at_info(
    running: Running, sent: bytes, reason: str
) -> None:
    with capture_logs() as logs:
        async with (
            running("game@:0", proxies=HERE) as serving,
            await connect(serving, "game") as client,
        ):
            with suppress(trio.BrokenResourceError):  # it is reset, if what it sent was not read
                await client.send_all(sent)
                await client.send_eof()
                assert await receive_all(client) == b""
            await wait_all_tasks_blocked()
            assert serving.clients == 0
    [log] = logs
    assert (log["log_level"], log["ended"]) == ("info", "proxy-failed")
    assert (log["reason"], log["peer"][:10]) == (reason, "127.0.0.1:")


async def test_a_reset_within_the_header(running: Running) -> None:
    with capture_logs() as logs:
        async with running("game@:0", proxies=HERE) as serving:
            client = await connect(serving, "game")
            await client.send_all(b"PROXY ")
            await wait_all_tasks_blocked(0.01)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            await client.aclose()
            await wait_all_tasks_blocked(0.01)
    assert [(log["log_level"], log["ended"]) for log in logs] == [("info", "reset")]


async def test_the_caps_are_on_the_clients_and_not_on_their_proxy(running: Running) -> None:
    limits = Limits(clients=10, clients_per_host=1)
    async with running("game@:0", proxies=HERE, limits=limits) as serving:
        clients = []
        for number in (1, 2, 1):
            clients.append(await connect(serving, "game"))
            await clients[-1].send_all(from_host(number))
        assert await clients[0].receive_some() == b"GAME 1 100 7\n"
        assert await clients[1].receive_some() == b"GAME 1 100 7\n"
        assert (await receive_all(clients[2])).startswith(b"ERR busy ")
        await clients[0].send_all(b"QUIT\n")
        assert await receive_all(clients[0]) == b"BYE\n"
        await clients[0].aclose()
        await wait_all_tasks_blocked()
        clients.append(await connect(serving, "game"))
        await clients[-1].send_all(from_host(1))
        assert await clients[-1].receive_some() == b"GAME 1 100 7\n"
        for client in clients:
            await client.aclose()


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
            client = await connect(serving, "game")
            await wait_all_tasks_blocked(0.01)
            serving.drain(0)
            assert await receive_all(client) == b""
            await client.aclose()
    assert [log["ended"] for log in logs] == ["cancelled"]


@pytest.mark.parametrize("word", ["10.0.0.1/8", "proxy.example", "", "10.0.0.0/33"])
def test_a_word_that_is_no_network_is_an_error(word: str) -> None:
    with pytest.raises(ValueError, match=f"'{word}' is no network: write one such as 10.0.0.0/8"):
        parse_proxies(["unix", word])


def test_words_become_networks() -> None:
    proxies = parse_proxies(["10.0.0.0/8", "::1", "unix"])
    assert proxies.unix
    assert [str(network) for network in proxies.networks] == ["10.0.0.0/8", "::1/128"]
    assert parse_proxies([]) == Proxies()


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
