"""Names of peers: a host has one name, whatever socket it comes to and however it is written."""

import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import trio
from structlog.testing import capture_logs

from helpers.proxy_headers import HERE
from helpers.support import Running, connect, needs_epoll, receive_all
from helpers.waiting import patience
from trio_sockets import (
    Endpoint,
    Limits,
    Serving,
    TcpAddress,
    UnixAddress,
    all_services,
    open_stream,
    serve,
)
from trio_sockets.protocol.plain_address import plain_address
from trio_sockets.server.limits import host_of
from trio_sockets.server.listening.accept import SocketName
from trio_sockets.server.listening.bare_socket import BareSocket
from trio_sockets.server.peers.names import PeerName, host_of_peer, peer_name, written
from trio_sockets.server.peers.proxy import parse_proxies

Dual: TypeAlias = Callable[..., AbstractAsyncContextManager[tuple[int, Serving]]]


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::FFFF:c000:201", "192.0.2.1"),
        ("0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:0.0.0.0", "0.0.0.0"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("::192.0.2.1", "::c000:201"),
        ("64:ff9b::192.0.2.1", "64:ff9b::c000:201"),
        ("::1", "::1"),
        ("fe80::1%eth0", "fe80::1%eth0"),
    ],
)
def test_an_address_has_one_spelling(address: str, plain: str) -> None:
    assert plain_address(address) == plain
    assert plain_address(plain) == plain
    assert host_of(address) == host_of(plain)


@pytest.mark.parametrize(
    ("name", "peer", "host", "text"),
    [
        (("192.0.2.1", 7), ("192.0.2.1", 7), "192.0.2.1", "192.0.2.1:7"),
        (("::ffff:192.0.2.1", 7, 0, 0), ("192.0.2.1", 7), "192.0.2.1", "192.0.2.1:7"),
        (("2001:db8::1", 7, 9, 0), ("2001:db8::1", 7), "2001:db8::/64", "[2001:db8::1]:7"),
        (("fe80::1%lo", 7, 0, 1), ("fe80::1%lo", 7), "fe80::/64", "[fe80::1%lo]:7"),
        ("", "unix", None, "unix"),
        ("10.0.0.1", "unix", None, "unix"),
        (b"\0127.0.0.1", "unix", None, "unix"),
    ],
)
def test_a_peer_has_one_name_for_everything(
    name: SocketName, peer: PeerName, host: str | None, text: str
) -> None:
    with closing(BareSocket(socket.socket().detach())) as sock:
        assert peer_name(sock, name) == peer
    assert (host_of_peer(peer), written(peer)) == (host, text)


@pytest.mark.parametrize(
    ("word", "address", "trusted"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("::ffff:127.0.0.1", "127.0.0.1", True),
        ("::ffff:10.0.0.0/104", "10.9.9.9", True),
        ("::ffff:10.0.0.0/104", "11.9.9.9", False),
        ("::ffff:0:0/96", "192.0.2.1", True),
        ("::/0", "192.0.2.1", False),
        ("::/0", "2001:db8::1", True),
        ("fe80::/10", "fe80::1%eth0", True),
        ("fe80::1", "fe80::1%eth0", True),
        ("fe80::1%eth0", "fe80::1%eth0", True),
        ("fe80::1%eth0", "fe80::1%eth1", False),
        ("fe80::1%eth0", "fe80::1", False),
        ("fe80::1%99999999", "fe80::1%99999999", True),
    ],
)
def test_a_proxy_is_known_by_any_spelling(word: str, address: str, *, trusted: bool) -> None:
    assert parse_proxies([word]).have((address, 7)) is trusted


def test_a_link_may_be_given_by_its_number() -> None:
    number, name = socket.if_nameindex()[0]
    assert parse_proxies([f"fe80::1%{number}"]).have((f"fe80::1%{name}", 7))


async def ask(stream: trio.SocketStream, words: bytes = b"UPPER a\nQUIT\n") -> bytes:
    async with stream:
        await stream.send_all(words)
        with patience(words):
            return await receive_all(stream)


@pytest.fixture(params=[pytest.param(True, marks=needs_epoll), False], ids=["fast", "general"])
def dual(request: pytest.FixtureRequest) -> Dual:
    """Serve text on one socket of both IPv6 and IPv4, as systemd opens them; give its port."""
    if not socket.has_dualstack_ipv6():
        pytest.skip("this machine has no such sockets")

    @asynccontextmanager
    async def run(*endpoints: str, **options: Any) -> AsyncIterator[tuple[int, Serving]]:
        sock = socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True)
        port = sock.getsockname()[1]
        listener = trio.SocketListener(trio.socket.from_stdlib_socket(sock))
        listeners = [(Endpoint(all_services()["text"], TcpAddress("::", port)), listener)]
        start = partial(serve, endpoints, listeners=listeners, fast=request.param, **options)
        async with trio.open_nursery() as nursery:
            serving: Serving = await nursery.start(start)
            yield port, serving
            serving.drain(0)

    return run


async def test_an_ipv4_client_of_a_dual_stack_socket_is_logged_by_its_ipv4_address(
    dual: Dual,
) -> None:
    with capture_logs() as logs:
        async with dual() as (port, _):
            for host in ("127.0.0.1", "::1"):
                assert await ask(await trio.open_tcp_stream(host, port)) == b"A\nBYE\n"
    assert [log["peer"].rpartition(":")[0] for log in logs] == ["127.0.0.1", "[::1]"]


async def test_a_proxy_of_ipv4_is_believed_on_a_dual_stack_socket(dual: Dual) -> None:
    words = b"PROXY TCP6 ::ffff:203.0.113.9 2001:db8::1 1000 50008\r\nQUIT\n"
    with capture_logs() as logs:
        async with dual(proxies=HERE) as (port, _):
            assert await ask(await trio.open_tcp_stream("127.0.0.1", port), words) == b"BYE\n"
            said = await ask(await trio.open_tcp_stream("::1", port), words)
            assert said.startswith(b"ERR ")
    assert [log["peer"].rpartition(":")[0] for log in logs] == ["203.0.113.9", "[::1]"]


async def test_a_host_has_one_share_of_both_kinds_of_sockets(dual: Dual) -> None:
    async with (
        dual("game@:0", limits=Limits(clients_per_host=1)) as (port, serving),
        await connect(serving, "game") as first,
    ):
        assert await first.receive_some()
        async with await trio.open_tcp_stream("127.0.0.1", port) as second:
            with patience(serving):
                assert (await receive_all(second)).startswith(b"ERR busy ")


@pytest.mark.skipif(sys.platform != "linux", reason="abstract names are Linux's")
@pytest.mark.parametrize("name", [b"\x00any\xff\nname", b"\x00", b"\x00127.0.0.1"])
async def test_a_client_on_a_unix_socket_cannot_choose_its_name(
    running: Running, tmp_path: Path, name: bytes
) -> None:
    address = UnixAddress(str(tmp_path / "text.sock"))
    with capture_logs() as logs:
        async with running(Endpoint(all_services()["text"], address)):
            client = trio.socket.socket(socket.AF_UNIX)
            await client.bind(name + str(tmp_path).encode())
            await client.connect(address.path)
            assert await ask(trio.SocketStream(client)) == b"A\nBYE\n"
            assert await ask(await open_stream(address)) == b"A\nBYE\n"
    assert [(log["peer"], log["ended"]) for log in logs] == 2 * [("unix", "finished")]
