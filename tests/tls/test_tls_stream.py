"""TLS over any stream: what `trio.SSLStream` does, and the half-close that it lacks."""

import ssl
from collections.abc import AsyncIterator

import pytest
import trio
from trio.testing import (
    MockClock,
    check_two_way_stream,
    lockstep_stream_pair,
    memory_stream_pair,
    wait_all_tasks_blocked,
)

from helpers.certificates import HOST, Authority
from helpers.support import Stream, receive_all
from trio_sockets.tls import TlsStream

Pair = tuple[TlsStream, TlsStream]
Version = ssl.TLSVersion


async def secured(near: Stream, far: Stream, authority: Authority, version: Version) -> Pair:
    trusting = ignoring_ends(authority.client())
    trusting.maximum_version = version
    client = TlsStream(near, trusting, server_hostname=HOST)
    server = TlsStream(far, ignoring_ends(authority.server()), server_side=True)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(client.do_handshake)
        nursery.start_soon(server.do_handshake)
    return client, server


async def tls_pair(authority: Authority, version: Version) -> Pair:
    near, far = memory_stream_pair()
    return await secured(near, far, authority, version)


def ignoring_ends(context: ssl.SSLContext) -> ssl.SSLContext:
    """Return a context as CPython before 3.11.4 makes them, where OpenSSL has such an option."""
    context.options |= getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)
    return context


VERSIONS = pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])


@pytest.fixture(params=[ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def pair(request: pytest.FixtureRequest, authority: Authority) -> AsyncIterator[Pair]:
    client, server = await tls_pair(authority, request.param)
    yield client, server
    await trio.aclose_forcefully(client)
    await trio.aclose_forcefully(server)


async def test_it_is_a_stream_as_trio_wants_them(authority: Authority) -> None:
    async def make() -> Pair:
        return await tls_pair(authority, ssl.TLSVersion.TLSv1_3)

    await check_two_way_stream(make, None)


async def test_after_a_half_close_every_reply_still_comes(pair: Pair) -> None:
    client, server = pair
    await client.send_all(b"question")
    await client.send_eof()
    assert await receive_all(server) == b"question"
    await server.send_all(b"answer, ")
    await server.send_all(b"and another")
    await server.send_eof()
    assert await receive_all(client) == b"answer, and another"
    assert await client.receive_some() == b""


async def test_a_half_close_loses_nothing_that_has_come_and_was_not_read(pair: Pair) -> None:
    client, server = pair
    await server.send_all(b"one, ")
    await server.send_all(b"two, ")
    assert await client.receive_some(2) == b"on"
    await client.send_eof()
    await server.send_all(b"three")
    await server.aclose()
    assert await client.receive_some(2) == b"e,"
    assert await receive_all(client) == b" two, three"


async def test_a_half_close_while_another_task_waits_for_the_reply(pair: Pair) -> None:
    client, server = pair
    said: list[bytes] = []

    async def read() -> None:
        said.append(await receive_all(client))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(read)
        await wait_all_tasks_blocked()
        await client.send_eof()
        assert await server.receive_some() == b""
        await server.send_all(b"answer")
        await server.aclose()
    assert said == [b"answer"]


async def test_both_may_half_close_at_once(pair: Pair) -> None:
    client, server = pair
    async with trio.open_nursery() as nursery:
        nursery.start_soon(client.send_eof)
        nursery.start_soon(server.send_eof)
    assert await client.receive_some() == await server.receive_some() == b""


def assert_unannounced(error: BaseException) -> None:
    assert isinstance(error.__cause__, ssl.SSLEOFError)
    assert error.__cause__.reason == "UNEXPECTED_EOF_WHILE_READING"


@VERSIONS
async def test_an_end_that_the_peer_did_not_announce_is_no_end(
    authority: Authority, version: ssl.TLSVersion
) -> None:
    near, far = memory_stream_pair()
    client, server = await secured(near, far, authority, version)
    await server.send_all(b"no more than hal")
    await far.aclose()
    assert await client.receive_some() == b"no more than hal"
    with pytest.raises(trio.BrokenResourceError) as raised:
        await client.receive_some()
    assert_unannounced(raised.value)
    await client.aclose()


async def test_an_end_after_a_half_close_has_to_be_announced_too(authority: Authority) -> None:
    near, far = memory_stream_pair()
    client, server = await secured(near, far, authority, ssl.TLSVersion.TLSv1_3)
    await client.send_eof()
    assert await server.receive_some() == b""
    await far.aclose()
    with pytest.raises(trio.BrokenResourceError) as raised:
        await client.receive_some()
    assert_unannounced(raised.value)
    await client.aclose()


@pytest.mark.parametrize("said", [b"", b"\x16\x03\x01"], ids=["nothing", "half a record"])
@pytest.mark.parametrize("server_side", [False, True], ids=["client", "server"])
async def test_an_end_within_the_handshake_has_its_reason(
    authority: Authority, said: bytes, *, server_side: bool
) -> None:
    near, far = memory_stream_pair()
    context = ignoring_ends(authority.server() if server_side else authority.client())
    name = None if server_side else HOST
    stream = TlsStream(near, context, server_hostname=name, server_side=server_side)
    await far.send_all(said)
    await far.send_eof()
    with pytest.raises(trio.BrokenResourceError) as raised:
        await stream.do_handshake()
    assert_unannounced(raised.value)
    await stream.aclose()


async def failed_handshakes(client: TlsStream, server: TlsStream) -> list[ssl.SSLError]:
    """Shake hands in vain, and return why it failed for the one and for the other."""
    errors: list[ssl.SSLError] = []

    async def serve() -> None:
        with pytest.raises(trio.BrokenResourceError) as raised:
            await server.do_handshake()
        errors.append(cause(raised.value))
        await server.aclose()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve)
        with pytest.raises(trio.BrokenResourceError) as raised:
            await client.do_handshake()
        errors.insert(0, cause(raised.value))
        await client.aclose()
    return errors


def cause(error: BaseException) -> ssl.SSLError:
    assert isinstance(error.__cause__, ssl.SSLError)
    return error.__cause__


@VERSIONS
async def test_a_client_that_does_not_trust_the_certificate_tells_the_server_so(
    authority: Authority, version: ssl.TLSVersion
) -> None:
    near, far = memory_stream_pair()
    context = authority.client()
    context.maximum_version = version
    client = TlsStream(near, context, server_hostname="elsewhere.example")
    server = TlsStream(far, authority.server(), server_side=True)
    ours, theirs = await failed_handshakes(client, server)
    assert isinstance(ours, ssl.SSLCertVerificationError)
    assert "ALERT" in theirs.reason


async def test_a_server_that_cannot_agree_with_a_client_tells_it_why(authority: Authority) -> None:
    near, far = memory_stream_pair()
    old, new = authority.client(), authority.server()
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    new.minimum_version = ssl.TLSVersion.TLSv1_3
    client = TlsStream(near, old, server_hostname=HOST)
    server = TlsStream(far, new, server_side=True)
    ours, theirs = await failed_handshakes(client, server)
    assert ours.reason.endswith("ALERT_PROTOCOL_VERSION")
    assert theirs.reason == "UNSUPPORTED_PROTOCOL"


async def test_an_alert_that_nobody_takes_delays_the_end_by_a_second(
    autojump_clock: MockClock, authority: Authority
) -> None:
    near, far = lockstep_stream_pair()
    server = TlsStream(far, authority.server(), server_side=True)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(near.send_all, b"\x16\x03\x01\x00\x05hello")
        start = trio.current_time()
        with trio.fail_after(60), pytest.raises(trio.BrokenResourceError):
            await server.do_handshake()
    assert trio.current_time() - start == pytest.approx(1)
