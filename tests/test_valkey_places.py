"""What is said of an address where no Valkey answers: one line that says why, and what to do."""

import re
import ssl
from pathlib import Path

import pytest
import trio
from trio.testing import MockClock

from helpers.certificates import Authority
from helpers.impostors import Speak, answering, closing, listening, resetting, secure, silent

pytest.importorskip("coredis", reason="coredis is not installed")

from coredis.exceptions import ConnectionError as LostError
from coredis.exceptions import ResponseError

from trio_sockets.tls import TlsStream
from trio_sockets.valkey.connections import UnreachableError, connection_of, pool_of_one
from trio_sockets.valkey.faults import reason_of

PLACE = r"127\.0\.0\.1:\d+"
NO_VALKEY = f"{PLACE}: it is no Valkey, as it speaks another protocol: is that the right port?"
NO_TLS = f"{PLACE}: it does not speak TLS: is that the right port, or is redis:// meant?"
CLOSED = f"{PLACE}: it closed the connection without an answer: is it a Valkey, and without TLS?"
OLD = f"{PLACE}: it is too old, as it does not know HELLO: use Valkey, or Redis 6.2"
FULL = rf"{PLACE}: it has no place for one more client \(maxclients\)"
PROTECTED = rf"{PLACE}: it lets in only its own machine \(protected mode\): give it a password"
ALERT = b"\x15\x03\x03\x00\x02\x02\x46"


@pytest.fixture
def trusted(authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.write(tmp_path / "ca.pem")))


async def refusal(url: str, *, patience: float = 60) -> UnreachableError:
    async with pool_of_one(url, connect=patience) as pool:
        with pytest.raises(UnreachableError) as raised:
            await connection_of(pool, deadline=trio.current_time() + patience)
    assert "\n" not in str(raised.value)
    return raised.value


async def refusal_of(impostor: Speak, scheme: str) -> UnreachableError:
    async with listening(impostor) as port:
        return await refusal(f"{scheme}://127.0.0.1:{port}")


def matches(pattern: str, error: Exception) -> bool:
    return re.fullmatch(pattern.replace("?", r"\?"), str(error)) is not None


@pytest.mark.parametrize(
    ("impostor", "line", "lasting"),
    [
        (answering(b"ERR unknown-command\n"), NO_VALKEY, True),
        (answering(b"HTTP/1.1 400 Bad Request\r\n\r\n"), NO_VALKEY, True),
        (answering(b"*1\r\n$4\r\nPING\r\n"), NO_VALKEY, True),
        (answering(b"+OK\r\n"), NO_VALKEY, True),
        (answering(ALERT), f"{PLACE}: it speaks TLS: write rediss://", True),
        (answering(b"-ERR unknown command 'HELLO'\r\n"), OLD, True),
        (answering(b"-ERR max number of clients reached\r\n"), FULL, False),
        (answering(b"-DENIED Valkey is running in protected mode\r\n"), PROTECTED, False),
        (closing, CLOSED, False),
        (resetting, CLOSED, False),
    ],
    ids=["text", "http", "echo", "other", "tls", "old", "full", "denied", "closed", "reset"],
)
async def test_what_is_no_valkey_is_called_that(
    impostor: Speak, line: str, *, lasting: bool
) -> None:
    error = await refusal_of(impostor, "redis")
    assert matches(line, error), error
    assert error.lasting is lasting


@pytest.mark.parametrize(
    ("impostor", "line", "lasting"),
    [
        (answering(b"+PONG\r\n"), NO_TLS, True),
        (answering(b"HTTP/1.1 400 Bad Request\r\n\r\n"), NO_TLS, True),
        (closing, f"{PLACE}: it closed during the TLS handshake: does it speak TLS?", False),
        (resetting, f"{PLACE}: it reset the connection during the TLS handshake", False),
    ],
    ids=["valkey", "http", "closed", "reset"],
)
async def test_what_has_no_tls_is_called_that(impostor: Speak, line: str, *, lasting: bool) -> None:
    error = await refusal_of(impostor, "rediss")
    assert matches(line, error), error
    assert error.lasting is lasting


async def test_a_certificate_that_is_not_trusted_names_the_way_to_trust_it(
    authority: Authority,
) -> None:
    error = await refusal_of(secure(authority.server()), "rediss")
    line = rf"{PLACE}: its certificate is not trusted \(.+\): name its authority with SSL_CERT_FILE"
    assert matches(line, error), error
    assert error.lasting


async def test_a_certificate_that_has_expired_is_called_that(
    trusted: None, authority: Authority
) -> None:
    error = await refusal_of(secure(authority.server(expired=True)), "rediss")
    assert matches(f"{PLACE}: its certificate has expired: it needs a new one", error), error
    assert error.lasting


async def test_a_certificate_for_another_host_is_called_that(
    trusted: None, authority: Authority
) -> None:
    error = await refusal_of(secure(authority.server("elsewhere.example")), "rediss")
    line = rf"{PLACE}: its certificate is not for 127\.0\.0\.1: use a name that it is for"
    assert matches(line, error), error
    assert error.lasting


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_a_valkey_that_wants_a_certificate_of_its_client_is_a_line(
    trusted: None, authority: Authority, tmp_path: Path, version: ssl.TLSVersion
) -> None:
    """It is the default of its ``tls-auth-clients``; before TLS 1.3 the alert does not say so."""
    context = authority.server()
    context.load_verify_locations(authority.write(tmp_path / "clients.pem"))
    context.verify_mode = ssl.CERT_REQUIRED
    context.maximum_version = version
    error = await refusal_of(secure(context), "rediss")
    wanted = f"{PLACE}: it wants a certificate of the client, and there is none to show"
    refused = rf"{PLACE}: it refused the TLS handshake \(.+\)"
    assert matches(wanted if version is ssl.TLSVersion.TLSv1_3 else refused, error), error


async def test_another_protocol_over_tls_is_called_that(
    trusted: None, authority: Authority
) -> None:
    async def speak(stream: TlsStream) -> None:
        await stream.send_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await stream.receive_some()

    error = await refusal_of(secure(authority.server(), speak), "rediss")
    assert matches(NO_VALKEY, error), error


@pytest.mark.parametrize(
    ("scheme", "line"),
    [
        ("redis", f"{PLACE}: Valkey does not answer in time: is it what listens there?"),
        ("rediss", f"{PLACE}: it does not answer the TLS handshake in time: does it speak TLS?"),
    ],
)
async def test_what_is_silent_is_given_up_in_time(
    mock_clock: MockClock, scheme: str, line: str
) -> None:
    async with listening(silent(lambda: mock_clock.jump(3))) as port:
        start = trio.current_time()
        error = await refusal(f"{scheme}://127.0.0.1:{port}", patience=3)
        assert trio.current_time() - start == pytest.approx(3)
    assert matches(line, error), error
    assert not error.lasting


async def test_a_valkey_that_is_silent_after_a_ping_is_given_up_in_time(
    mock_clock: MockClock,
) -> None:
    async def speak(stream: trio.SocketStream) -> None:
        if b"PING" in await stream.receive_some():
            await stream.send_all(b"+PONG\r\n")
        else:
            mock_clock.jump(3)
        await stream.receive_some()

    async with listening(speak) as port:
        error = await refusal(f"redis://127.0.0.1:{port}", patience=3)
    assert matches(f"{PLACE}: Valkey does not answer in time", error), error


@pytest.mark.parametrize("scheme", ["redis", "rediss"])
async def test_a_cancellation_from_outside_passes(scheme: str) -> None:
    with trio.CancelScope() as scope:
        async with (
            listening(silent(scope.cancel)) as port,
            pool_of_one(f"{scheme}://127.0.0.1:{port}", connect=60) as pool,
        ):
            await connection_of(pool, deadline=trio.current_time() + 60)
    assert scope.cancelled_caught


async def test_where_nobody_listens_is_a_line(tmp_path: Path) -> None:
    assert str(await refusal("rediss://127.0.0.1:1")) == "nobody answers at 127.0.0.1:1"
    path = tmp_path / "none.sock"
    assert str(await refusal(f"unix://{path}")) == f"nobody answers at {path}"


async def test_a_host_that_is_none_is_a_line() -> None:
    host = 64 * "a" + ".example"
    assert str(await refusal(f"rediss://{host}:1")) == f"{host}:1: the host is not known"


async def test_a_socket_that_is_not_ours_is_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(_path: str) -> trio.SocketStream:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(trio, "open_unix_socket", refuse)  # root may open every socket
    assert str(await refusal("unix:///valkey.sock")) == "/valkey.sock: permission denied"


def test_every_fault_of_a_connection_has_a_sentence() -> None:
    in_time = "Valkey does not answer in time"
    assert reason_of(trio.TooSlowError()).read() == reason_of(TimeoutError()).read() == in_time
    assert reason_of(LostError()).read() == reason_of(OSError()).read() == "the connection was lost"
    assert reason_of(LostError("coredis's words")).read() == "the connection was lost"
    assert reason_of(ResponseError("two\nlines\x1b[2J")).read() == r"two lines\x1b[2J"
    assert reason_of(ConnectionResetError(104, "Connection reset by peer")).read() == (
        "Connection reset by peer"
    )
    broken = ssl.SSLError(1, "[SSL] (_ssl.c:2580)")
    assert reason_of(broken).read() == "the TLS connection broke (OpenSSL does not say why)"
    broken.reason = "BAD_RECORD"
    assert reason_of(broken).read() == "the TLS connection broke (BAD_RECORD)"
