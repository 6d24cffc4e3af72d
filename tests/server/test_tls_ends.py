"""How conversations over TLS end on real sockets, and what the log says: on both paths."""

import ssl
from collections.abc import Awaitable, Callable

import pytest
import trio
from structlog.testing import capture_logs

from helpers.certificates import HOST, Authority
from helpers.support import Running, connect, receive_all
from helpers.waiting import until
from trio_sockets.tls import TlsStream

Leave = Callable[[TlsStream, trio.SocketStream], Awaitable[bytes]]


async def announced(client: TlsStream, _transport: trio.SocketStream) -> bytes:
    await client.send_all(b"UPPER last")
    await client.send_eof()
    return await receive_all(client)


async def cut(client: TlsStream, transport: trio.SocketStream) -> bytes:
    """A line without its end may not be whole."""
    await client.send_all(b"UPPER hal")
    await transport.send_eof()
    assert await receive_all(transport) == b""
    return b""


async def garbled(_client: TlsStream, transport: trio.SocketStream) -> bytes:
    """The alert that says so is more than nothing, and the end comes behind it."""
    await transport.send_all(b"UPPER a\n")
    assert (await receive_all(transport))[:1] == b"\x17"
    return b""


async def quit_it(client: TlsStream, _transport: trio.SocketStream) -> bytes:
    await client.send_all(b"QUIT\nUPPER too late\n")
    return await receive_all(client)


async def reset(_client: TlsStream, transport: trio.SocketStream) -> bytes:
    transport.setsockopt(trio.socket.SOL_SOCKET, trio.socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    return b""


@pytest.mark.parametrize(
    ("leave", "answer", "logged"),
    [
        (announced, b"LAST\n", ("peer-closed", 18, 7, 2)),
        (cut, b"", ("peer-closed", 17, 2, 1)),
        (garbled, b"", ("reset", 8, 2, 1)),
        (quit_it, b"BYE\n", ("finished", 28, 6, 3)),
        (reset, b"", ("reset", 8, 2, 1)),
    ],
)
async def test_an_end_is_called_the_same_on_both_paths(
    running: Running,
    authority: Authority,
    leave: Leave,
    answer: bytes,
    logged: tuple[str, int, int, int],
) -> None:
    """The counts are of what was said, and not of TLS."""
    with capture_logs() as logs:
        async with running("text@:0", tls=authority.server()) as serving:
            transport = await connect(serving, "text")
            client = TlsStream(transport, authority.client(), server_hostname=HOST)
            await client.send_all(b"UPPER a\n")
            assert await client.receive_some() == b"A\n"
            assert await leave(client, transport) == answer
            await trio.aclose_forcefully(transport)
            await until(lambda: logs)
    [log] = logs
    assert (log["ended"], log["received"], log["sent"], log["messages"]) == logged
    assert log["log_level"] == "info"


async def test_a_handshake_that_fails_is_told_on_both_paths(
    running: Running, authority: Authority
) -> None:
    old = authority.client()
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    new = authority.server()
    new.minimum_version = ssl.TLSVersion.TLSv1_3
    with capture_logs() as logs:
        async with running("text@:0", tls=new) as serving:
            transport = await connect(serving, "text")
            client = TlsStream(transport, old, server_hostname=HOST)
            with pytest.raises(trio.BrokenResourceError) as raised:
                await client.do_handshake()
            await client.aclose()
            await until(lambda: logs)
    assert isinstance(raised.value.__cause__, ssl.SSLError)
    assert raised.value.__cause__.reason.endswith("ALERT_PROTOCOL_VERSION")
    assert logs[0]["ended"] == "handshake-failed"
