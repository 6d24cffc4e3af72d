"""Clients over TLS: whom they trust, and the line that says whom they do not."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
import trio

from helpers.certificates import Authority
from helpers.support import Running
from trio_sockets import (
    ConnectError,
    DisconnectedError,
    TcpAddress,
    UnixAddress,
    open_game_client,
    open_stream,
    open_text_client,
)
from trio_sockets.client.tls import client_context

CLOSE_NOTIFY = b"\x15\x03\x03\x00\x02\x01\x00"


def alert(number: int) -> bytes:
    """Return a fatal alert: RFC 8446, section 6.2."""
    return bytes([0x15, 3, 3, 0, 2, 2, number])


@asynccontextmanager
async def secure_server(context: ssl.SSLContext, said: bytes = b"") -> AsyncIterator[TcpAddress]:
    """Listen, say this to whoever comes, and go without announcing the end."""

    async def speak(stream: trio.SSLStream[trio.SocketStream]) -> None:
        with suppress(trio.BrokenResourceError):  # it does not trust us
            await stream.send_all(said or b"anything")
        await stream.transport_stream.aclose()

    async with trio.open_nursery() as nursery:
        serve = partial(trio.serve_ssl_over_tcp, speak, 0, context, host="127.0.0.1")
        [listener] = await nursery.start(serve)
        yield TcpAddress("127.0.0.1", listener.transport_listener.socket.getsockname()[1])
        nursery.cancel_scope.cancel()


async def test_the_typed_clients_over_tls(running: Running, authority: Authority) -> None:
    async with running("text@:0", "game@:0", tls=authority.server()) as serving:
        trusting = authority.client()
        async with open_text_client(serving.address("text"), tls=trusting) as text:
            assert await text.upper("é") == "É"
            await text.quit()
        async with open_game_client(serving.address("game"), tls=trusting) as game:
            await game.guess(50)


async def test_a_host_name_is_verified_as_well_as_an_address(
    running: Running, authority: Authority
) -> None:
    async with running("text@localhost:0", tls=authority.server("localhost")) as serving:
        address = serving.address("text")
        assert isinstance(address, TcpAddress)
        by_name = TcpAddress("localhost", address.port)
        async with open_text_client(by_name, tls=authority.client()) as text:
            assert await text.upper("é") == "É"
        with pytest.raises(
            ConnectError, match=rf"its certificate is not for {address.host}: use a name"
        ):
            await open_stream(address, tls=authority.client())


async def test_an_authority_that_is_not_ours_is_not_trusted(authority: Authority) -> None:
    async with secure_server(Authority().server()) as address:
        for trusting in (authority.client(), client_context()):
            with pytest.raises(ConnectError, match=r"is not trusted .*--tls-ca$"):
                await open_stream(address, tls=trusting)


async def test_a_certificate_for_another_host_is_refused(authority: Authority) -> None:
    async with secure_server(authority.server("elsewhere.example", "192.0.2.1")) as address:
        with pytest.raises(ConnectError, match=r"its certificate is not for 127\.0\.0\.1"):
            await open_stream(address, tls=authority.client())


async def test_a_certificate_that_has_expired_is_refused(authority: Authority) -> None:
    async with secure_server(authority.server(expired=True)) as address:
        with pytest.raises(ConnectError, match="its certificate has expired: it needs"):
            await open_stream(address, tls=authority.client())


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        (b"GAME 1 100 7\n", r"it does not speak TLS: is that the right port\?$"),
        (b"", r"it closed during the TLS handshake: does it speak TLS\?$"),
        (CLOSE_NOTIFY, r"it closed during the TLS handshake: does it speak TLS\?$"),
        (alert(40), r"it refused the TLS handshake \(.*HANDSHAKE_FAILURE\)$"),
        (alert(70), r"it has no version of TLS, or no cipher, in common with us \(.*\)$"),
        (alert(116), "it wants a certificate of the client, and there is none to show$"),
        (b"\x16\x03\x03\x00\x04\x0e\x00\x00\x00", r"the TLS handshake failed \(.+\)$"),
        (None, "it reset the connection during the TLS handshake$"),
    ],
    ids=["plain", "closed", "goodbye", "alert", "version", "asks", "out of turn", "reset"],
)
async def test_a_server_without_tls(authority: Authority, said: bytes | None, hint: str) -> None:
    async def speak(stream: trio.SocketStream) -> None:
        await stream.receive_some()
        if said is None:
            stream.setsockopt(trio.socket.SOL_SOCKET, trio.socket.SO_LINGER, b"\1" + bytes(7))
        else:
            await stream.send_all(said)
        await stream.aclose()

    async with trio.open_nursery() as nursery:
        [listener] = await nursery.start(partial(trio.serve_tcp, speak, 0, host="127.0.0.1"))
        address = TcpAddress("127.0.0.1", listener.socket.getsockname()[1])
        with pytest.raises(ConnectError, match=hint):
            await open_stream(address, tls=authority.client())
        nursery.cancel_scope.cancel()


async def test_a_server_that_is_silent_is_given_up(authority: Authority) -> None:
    with trio.socket.socket() as listening:
        await listening.bind(("127.0.0.1", 0))
        listening.listen()  # the system takes the connection, and nobody comes for it
        address = TcpAddress("127.0.0.1", listening.getsockname()[1])
        silence = r"no answer to the TLS handshake within 0\.1 s: does it speak TLS\?$"
        with pytest.raises(ConnectError, match=silence):
            await open_stream(address, tls=authority.client(), timeout=0.1)


async def test_an_end_that_the_server_did_not_announce_is_an_error(authority: Authority) -> None:
    """Anybody on the way could have cut it: what came before may not be all."""
    async with (
        secure_server(authority.server(), b"GAME 1 100 7\n") as address,
        open_game_client(address, tls=authority.client()) as game,
    ):
        with pytest.raises(DisconnectedError):
            await game.guess(50)


async def test_a_unix_socket_has_no_tls(authority: Authority) -> None:
    with pytest.raises(ValueError, match="a Unix socket has no TLS"):
        await open_stream(UnixAddress("/nowhere"), tls=authority.client())


def test_a_file_of_authorities_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConnectError, match=r"cannot read .*none\.pem: No such file"):
        client_context(tmp_path / "none.pem")
    (tmp_path / "junk.pem").write_text("not PEM")
    with pytest.raises(ConnectError, match=r"junk\.pem holds no certificate in PEM"):
        client_context(tmp_path / "junk.pem")
