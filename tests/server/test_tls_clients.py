"""Clients over TLS: the handshake, its deadline and its faults, and how conversations end."""

import random
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trio
from structlog.testing import capture_logs
from trio.testing import MockClock, wait_all_tasks_blocked

from helpers.certificates import HOST, Authority
from helpers.support import InMemory, MemoryListener, Running, connect, living_tasks, receive_all
from helpers.waiting import until
from trio_sockets import Deadlines, Limits, TcpAddress, UnixAddress, open_game_client, open_stream
from trio_sockets.server.clients import MAX_REFUSALS
from trio_sockets.server.peers.certificate import Certificate
from trio_sockets.tls import TlsStream

NO_TLS = r"the client does not speak TLS \(.+\)"
FAILED = r"the TLS handshake failed \(.+\)"


@asynccontextmanager
async def secure(listener: MemoryListener, authority: Authority) -> AsyncIterator[TlsStream]:
    async with TlsStream(
        await listener.connect(), authority.client(), server_hostname=HOST
    ) as client:
        yield client


async def test_a_conversation_over_tls(in_memory: InMemory, authority: Authority) -> None:
    with capture_logs() as logs:
        async with (
            in_memory("text", tls=authority.server()) as (_, listener),
            secure(listener, authority) as client,
        ):
            await client.send_all(b"UPPER a\nQUIT\nUPPER too late\n")
            assert await receive_all(client) == b"A\nBYE\n"
    [log] = logs
    assert (log["received"], log["sent"], log["ended"]) == (28, 6, "finished")


async def test_a_half_close_by_close_notify_still_gets_every_reply(
    in_memory: InMemory, authority: Authority
) -> None:
    with capture_logs() as logs:
        async with (
            in_memory("text", tls=authority.server()) as (_, listener),
            secure(listener, authority) as client,
        ):
            await client.send_all(b"UPPER a\nUPPER last")
            await client.send_eof()
            # The end is announced too: an end that is not would be an error here.
            assert await receive_all(client) == b"A\nLAST\n"
    assert [log["ended"] for log in logs] == ["peer-closed"]


@pytest.mark.parametrize("renewable", [False, True], ids=["context", "files"])
async def test_an_abrupt_end_counts_as_the_peer_closing(
    in_memory: InMemory, authority: Authority, tmp_path: Path, *, renewable: bool
) -> None:
    """Whole lines are answered; one without its end is not, as nobody knows whether it is whole."""
    both = tmp_path / "both.pem"
    both.write_bytes(authority.issue())
    context = Certificate(both).context if renewable else authority.server()
    with capture_logs() as logs:
        async with in_memory("text", tls=context) as (_, listener):
            near = await listener.connect()
            client = TlsStream(near, authority.client(), server_hostname=HOST)
            await client.send_all(b"UPPER a\nUPPER hal")
            assert await client.receive_some() == b"A\n"
            await near.send_eof()
            assert await receive_all(near) == b""
            await near.aclose()
    assert [(log["ended"], log["log_level"]) for log in logs] == [("peer-closed", "info")]


@pytest.mark.parametrize("hello", [b"", b"\x16\x03\x01\x00\x05\x01"], ids=["silence", "half"])
async def test_who_does_not_end_the_handshake_is_gone_at_10_s(
    autojump_clock: MockClock, in_memory: InMemory, authority: Authority, hello: bytes
) -> None:
    with capture_logs() as logs:
        async with in_memory("game", tls=authority.server()) as (_, listener):
            client = await listener.connect()
            for byte in hello:
                await client.send_all(bytes([byte]))
                await trio.sleep(1.5)
            assert await receive_all(client) == b""
            await client.aclose()
    [log] = logs
    assert log["ended"] == "handshake-timeout"
    assert log["seconds"] == pytest.approx(10)
    assert (log["received"], log["sent"]) == (0, 0)


async def test_the_deadlines_of_the_conversation_begin_after_the_handshake(
    autojump_clock: MockClock, in_memory: InMemory, authority: Authority
) -> None:
    deadlines = Deadlines(handshake=None, idle=5)
    async with in_memory("text", tls=authority.server(), deadlines=deadlines) as (_, listener):
        near = await listener.connect()
        await trio.sleep(1000)
        async with TlsStream(near, authority.client(), server_hostname=HOST) as client:
            start = trio.current_time()
            assert (await receive_all(client)).startswith(b"ERR idle-timeout ")
            assert trio.current_time() - start == pytest.approx(5)


@pytest.mark.parametrize(
    ("hello", "reason", "alert"),
    [
        (b"UPPER a\n", NO_TLS, b""),
        (b"GET / HTTP/1.1\r\n\r\n", NO_TLS, b""),
        (random.Random(6).randbytes(3000), NO_TLS, b""),
        (b"\x16\x03\x01\x00\x05hello", FAILED, b"\x15\x03\x03\x00\x02\x02\x0a"),
    ],
    ids=["text", "http", "random", "bad hello"],
)
async def test_a_hello_that_is_none_is_one_quiet_line(
    in_memory: InMemory, authority: Authority, hello: bytes, reason: str, alert: bytes
) -> None:
    """The alert, if OpenSSL has one for what it got, is fatal: an unexpected message."""
    with capture_logs() as logs:
        async with in_memory("text", tls=authority.server()) as (_, listener):
            client = await listener.connect()
            await client.send_all(hello)
            assert await receive_all(client) == alert
            await client.aclose()
    [log] = logs
    assert (log["log_level"], log["ended"]) == ("info", "handshake-failed")
    assert re.fullmatch(reason, log["reason"])


async def test_who_leaves_during_the_handshake_is_one_quiet_line(
    in_memory: InMemory, authority: Authority
) -> None:
    with capture_logs() as logs:
        async with in_memory("text", tls=authority.server()) as (_, listener):
            client = await listener.connect()
            await client.aclose()
            await wait_all_tasks_blocked()
    assert [(log["ended"], log["log_level"]) for log in logs] == [("handshake-failed", "info")]
    assert logs[0]["reason"] == "the client closed during the TLS handshake"


async def test_a_client_that_does_not_trust_the_certificate_is_logged_as_that(
    in_memory: InMemory, authority: Authority
) -> None:
    with capture_logs() as logs:
        async with in_memory("text", tls=authority.server()) as (_, listener):
            near = await listener.connect()
            client = TlsStream(near, Authority().client(), server_hostname=HOST)
            with pytest.raises(trio.BrokenResourceError):
                await client.do_handshake()
            await client.aclose()
    [log] = logs
    assert log["ended"] == "handshake-failed"
    assert log["reason"].startswith("the client does not trust the certificate (")


async def test_a_reset_during_the_handshake(running: Running, authority: Authority) -> None:
    with capture_logs() as logs:
        async with running("text@:0", tls=authority.server()) as serving:
            before = living_tasks()
            client = await connect(serving, "text")
            await until(lambda: living_tasks() > before)
            client.setsockopt(trio.socket.SOL_SOCKET, trio.socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            await client.aclose()
            await until(lambda: logs)
    assert [(log["ended"], log["log_level"]) for log in logs] == [("reset", "info")]


async def test_tls_1_1_is_refused(in_memory: InMemory, authority: Authority) -> None:
    old = authority.client()
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("DEFAULT@SECLEVEL=0")
    with capture_logs() as logs:
        async with in_memory("text", tls=authority.server()) as (_, listener):
            client = TlsStream(await listener.connect(), old, server_hostname=HOST)
            with pytest.raises(trio.BrokenResourceError):
                await client.do_handshake()
            await client.aclose()
    [log] = logs
    assert log["reason"].startswith("no version of TLS, or no cipher, in common with the client (")


async def test_who_shakes_hands_has_a_place_and_the_next_is_told_busy_over_tls(
    in_memory: InMemory, authority: Authority
) -> None:
    one = Limits(clients=1)
    async with in_memory("game", tls=authority.server(), limits=one) as (serving, listener):
        stalled = await listener.connect()
        await wait_all_tasks_blocked()
        assert serving.clients == 1
        async with secure(listener, authority) as refused:
            assert (await receive_all(refused)).startswith(b"ERR busy ")
        await stalled.aclose()
        await wait_all_tasks_blocked()
        async with secure(listener, authority) as welcome:
            assert await welcome.receive_some() == b"GAME 1 100 7\n"


async def test_who_are_refused_and_stall_are_no_more_than_32(
    in_memory: InMemory, authority: Authority
) -> None:
    one = Limits(clients=1)
    with capture_logs() as logs:
        async with in_memory("game", tls=authority.server(), limits=one) as (_, listener):
            stalled = [await listener.connect() for _ in range(1 + MAX_REFUSALS)]
            await wait_all_tasks_blocked()
            assert not logs
            assert await receive_all(await listener.connect()) == b""
            for client in stalled:
                await client.aclose()
    assert logs[0]["ended"] == "busy"


async def test_who_shakes_hands_while_the_server_drains_is_told(
    autojump_clock: MockClock, in_memory: InMemory, authority: Authority
) -> None:
    async with in_memory("text", tls=authority.server()) as (serving, listener):
        near = await listener.connect()
        await wait_all_tasks_blocked()
        serving.drain(0)
        await wait_all_tasks_blocked()
        async with TlsStream(near, authority.client(), server_hostname=HOST) as client:
            assert (await receive_all(client)).startswith(b"ERR shutting-down ")


async def test_who_stalls_is_cut_when_the_drain_is_over(
    autojump_clock: MockClock, in_memory: InMemory, authority: Authority
) -> None:
    with capture_logs() as logs:
        async with in_memory("text", tls=authority.server()) as (serving, listener):
            client = await listener.connect()
            serving.drain(1)
            assert await receive_all(client) == b""
            await client.aclose()
    assert [log["ended"] for log in logs] == ["cancelled"]
    assert logs[0]["seconds"] == pytest.approx(1.75)


async def test_the_goodbye_waits_a_second_for_a_peer_that_does_not_close(
    autojump_clock: MockClock, in_memory: InMemory, authority: Authority
) -> None:
    with capture_logs() as logs:
        async with in_memory("text", tls=authority.server()) as (_, listener):
            client = TlsStream(await listener.connect(), authority.client(), server_hostname=HOST)
            await client.send_all(b"QUIT\n")
            assert await receive_all(client) == b"BYE\n"
            await trio.sleep(5)
            await client.aclose()
    assert [(log["ended"], log["seconds"]) for log in logs] == [("finished", pytest.approx(1))]


async def test_tcp_is_secure_and_a_unix_socket_stays_plain(
    running: Running, authority: Authority, tmp_path: Path
) -> None:
    path = f"{tmp_path}/text.sock"
    async with running("game@:0", f"text@unix:{path}", tls=authority.server()) as serving:
        address = serving.address("game")
        assert isinstance(address, TcpAddress)
        async with open_game_client(address, tls=authority.client()) as game:
            assert game.high == 100
        async with await open_stream(UnixAddress(path)) as text:
            await text.send_all(b"UPPER a\nQUIT\n")
            assert await receive_all(text) == b"A\nBYE\n"
