"""Clients through a proxy: whose address counts, who is believed, and headers that are none."""

import socket
import struct
from contextlib import suppress
from pathlib import Path

import pytest
import trio
from structlog.testing import capture_logs
from trio.testing import wait_all_tasks_blocked

from helpers.certificates import HOST, Authority
from helpers.proxy_headers import HERE, V1_HEADER, V2_HEADER, V2_WITH_TLVS
from helpers.support import (
    Running,
    connect,
    living_tasks,
    receive_all,
    socket_pair,
)
from helpers.waiting import until
from trio_sockets import Proxies, parse_proxies
from trio_sockets.protocol.proxy import V2
from trio_sockets.server.peers.names import peer_name
from trio_sockets.tls import TlsStream

HEADERS = pytest.mark.parametrize(
    "header", [V1_HEADER, V2_HEADER, V2_WITH_TLVS], ids=["v1", "v2", "v2 with TLVs"]
)


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
    assert not everybody.have("stream")
    near, far = socket_pair()
    assert everybody.have(peer_name(far))
    assert everybody.have(peer_name(near))
    for stream in (client, server, near, far):
        await stream.aclose()


async def test_one_that_is_gone_is_no_proxy() -> None:
    with trio.socket.socket() as never_connected:
        name = peer_name(trio.SocketStream(never_connected))
    assert name == "gone"
    assert not parse_proxies(["0.0.0.0/0", "::/0", "unix"]).have(name)


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (b"UPPER a\n", "no PROXY header"),
        (b"PROXY TCP4 localhost x 1 2\r\n", "an address or a port is invalid"),
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
            await until(lambda: logs)
            assert serving.clients == 0
    [log] = logs
    assert (log["log_level"], log["ended"]) == ("info", "proxy-failed")
    assert (log["reason"], log["peer"][:10]) == (reason, "127.0.0.1:")


async def test_a_reset_within_the_header(running: Running) -> None:
    with capture_logs() as logs:
        async with running("game@:0", proxies=HERE) as serving:
            before = living_tasks()
            client = await connect(serving, "game")
            await client.send_all(b"PROXY ")
            await until(lambda: living_tasks() > before)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            await client.aclose()
            await until(lambda: logs)
    assert [(log["log_level"], log["ended"]) for log in logs] == [("info", "reset")]


@pytest.mark.parametrize("word", ["10.0.0.1/8", "proxy.example", "", "10.0.0.0/33"])
def test_a_word_that_is_no_network_is_an_error(word: str) -> None:
    with pytest.raises(ValueError, match=f"'{word}' is no network: write one such as 10.0.0.0/8"):
        parse_proxies(["unix", word])


def test_words_become_networks() -> None:
    proxies = parse_proxies(["10.0.0.0/8", "::1", "unix"])
    assert proxies.unix
    assert [str(network) for network in proxies.networks] == ["10.0.0.0/8", "::1/128"]
    assert parse_proxies([]) == Proxies()
