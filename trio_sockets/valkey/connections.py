"""Connections to Valkey or Redis, by coredis, which speaks Trio."""

import logging
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import trio
from coredis.connection import BaseConnection, TCPLocation, UnixDomainSocketLocation
from coredis.exceptions import RedisError
from coredis.parser import Parser
from coredis.pool import ConnectionPool

from trio_sockets.tls import TlsStream
from trio_sockets.tls_faults import client_fault, speaks_no_tls
from trio_sockets.valkey.faults import LATE, is_lasting, reason_of
from trio_sockets.words import ReadableError, Words, say

# What it has to say, we say once.
logging.getLogger("coredis").addHandler(logging.NullHandler())

AUTHORITY = "SSL_CERT_FILE"
"""By what OpenSSL is told whose certificates to trust."""

PING = b"*1\r\n$4\r\nPING\r\n"
PONG = b"+PONG\r\n"
ERROR = b"-"
"""How every Valkey answers a PING, or refuses to: the password is still to come."""

LONGEST_ERROR = 1024
"""Bytes of such a refusal that are read."""

CLOSING = (b"-ERR max number of clients", b"-DENIED ")
"""Valkey's last reply before it closes. Bytes sent to it afterwards may cause a reset."""

TLS_RECORDS = (b"\x15\x03", b"\x16\x03")
"""How a peer begins that speaks TLS: an alert, or a part of a handshake."""

FAULTS = (RedisError, OSError, trio.TooSlowError, ValueError, LookupError)
"""The errors of an open connection: `reason_of` has a sentence for each. The last two are
coredis's, for malformed answers.
"""


class UnreachableError(ReadableError):
    """No Valkey can be reached. Its text is one line with the place: why, and what to do.

    :param place: where it should be.
    :param reason: why; None if nobody answers.
    :ivar lasting: whether it does not pass by itself, as what listens there would have to change.
    """

    def __init__(self, place: object, reason: Words | str | None, *, lasting: bool = False) -> None:
        super().__init__(
            say("nobody answers at {place}", place=str(place))
            if reason is None
            else say("{place}: {reason}", place=str(place), reason=reason)
        )
        self.lasting = lasting


def pool_of_one(url: str, *, connect: float) -> ConnectionPool[Any]:
    """Return a pool for one connection. It connects when it is asked for one.

    :param url: where Valkey is: ``redis://``, ``rediss://`` or ``unix://``.
    :param connect: seconds that each step of connecting may take.
    :raises ValueError: the address is invalid.
    """
    secure: dict[str, Any] = {}
    if url.startswith("rediss:"):
        secure["ssl_context"] = ssl.create_default_context()
    return ConnectionPool.from_url(
        url, decode_components=True, max_connections=1, connect_timeout=connect, **secure
    )


def user_of(pool: ConnectionPool[Any]) -> str:
    """Return as whom a pool's connection is there, by Valkey's ACL."""
    return str(pool.connection_kwargs.get("username") or "default")


async def connection_of(pool: ConnectionPool[Any], *, deadline: float) -> BaseConnection:
    """Return a pool's connection.

    :param deadline: until when, by Trio's clock.
    :raises UnreachableError: no Valkey answers there in time, or it refuses us.
    """
    # A connection of our own first: coredis tells a peer that is silent, one that speaks something
    # else and one without TLS not apart, and a pool that cannot connect leaves streams unclosed.
    place = str(pool.location)
    await _look(pool, place, deadline)
    with _in_time(deadline, place, LATE):
        try:
            connection: BaseConnection = await pool.get_connection()
        except Exception as error:
            # Cancelled while it connects, coredis says that it could not.
            await trio.lowlevel.checkpoint_if_cancelled()
            reason = reason_of(error, user=user_of(pool))
            password = pool.connection_kwargs.get("password")
            if password and password in reason.read():  # an error may repeat what was said
                reason = say("{words}", words=reason.read().replace(password, "***"))
            raise UnreachableError(place, reason, lasting=is_lasting(error)) from error
    return connection


async def _look(pool: ConnectionPool[Any], place: str, deadline: float) -> None:
    """Return if a Valkey answers where a pool would connect to."""
    with _in_time(deadline, place, say("the host does not answer in time")):
        stream: trio.SocketStream | TlsStream = await _open(pool, place)
    tls: ssl.SSLContext | None = pool.connection_kwargs.get("ssl_context")
    try:
        if tls is not None:
            silent = say("it does not answer the TLS handshake in time: does it speak TLS?")
            with _in_time(deadline, place, silent):
                stream = await _secure(stream, pool.location, tls)
        silent = say("Valkey does not answer in time: is it what listens there?")
        with _in_time(deadline, place, silent):
            answer = await _ask(stream, pool.location)
        _judge(answer, place, secure=tls is not None)
        with _in_time(deadline, place, silent):
            await stream.aclose()
    finally:
        await trio.aclose_forcefully(stream)


async def _open(pool: ConnectionPool[Any], place: str) -> trio.SocketStream:
    try:
        match pool.location:
            case TCPLocation(host=host, port=port):
                return await trio.open_tcp_stream(host, port)
            case UnixDomainSocketLocation(path=path):
                return await trio.open_unix_socket(path)
    except (socket.gaierror, UnicodeError) as error:
        raise UnreachableError(place, say("the host is not known")) from error
    except PermissionError as error:
        raise UnreachableError(place, say("permission denied")) from error
    except OSError as error:
        raise UnreachableError(place, None) from error
    raise AssertionError(pool.location)


async def _secure(stream: Any, location: Any, context: ssl.SSLContext) -> TlsStream:
    secure = TlsStream(stream, context, server_hostname=location.host)
    try:
        await secure.do_handshake()
    except trio.BrokenResourceError as error:
        raise _broken(location, error.__cause__) from error
    return secure


def _broken(location: Any, cause: BaseException | None) -> UnreachableError:
    reason = client_fault(cause, location.host, authority=AUTHORITY)
    if speaks_no_tls(cause):
        reason = say("it does not speak TLS: is that the right port, or is redis:// meant?")
    lasting = speaks_no_tls(cause) or isinstance(cause, ssl.SSLCertVerificationError)
    return UnreachableError(location, reason, lasting=lasting)


async def _ask(stream: trio.SocketStream | TlsStream, location: Any) -> bytes:
    """Return how the answer to a PING begins; it is empty if the peer closes instead.

    An error is read up to the end of its line.
    """
    answer = b""
    try:
        await stream.send_all(PING)
        while (answer != PONG and PONG.startswith(answer)) or (
            answer.startswith(ERROR) and b"\n" not in answer and len(answer) < LONGEST_ERROR
        ):
            chunk = await stream.receive_some(LONGEST_ERROR)
            if not chunk:
                break
            answer += chunk
    except trio.BrokenResourceError as error:
        # With TLS 1.3 a server refuses the client's certificate after the handshake.
        cause = error.__cause__
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
            raise _broken(location, cause) from error
    return answer


def _judge(answer: bytes, place: str, *, secure: bool) -> None:
    if answer.startswith(CLOSING):
        error = Parser().parse_error(answer[1:].decode(errors="replace"))
        raise UnreachableError(place, reason_of(error))
    if answer == PONG or answer.startswith(ERROR):
        return
    if answer.startswith(TLS_RECORDS):
        raise UnreachableError(place, say("it speaks TLS: write rediss://"), lasting=True)
    if not PONG.startswith(answer):
        foreign = say("it is no Valkey, as it speaks another protocol: is that the right port?")
        raise UnreachableError(place, foreign, lasting=True)
    hint = say("is it a Valkey?") if secure else say("is it a Valkey, and without TLS?")
    closed = say("it closed the connection without an answer: {hint}", hint=hint)
    raise UnreachableError(place, closed)


@contextmanager
def _in_time(deadline: float, place: str, silent: Words) -> Iterator[None]:
    with trio.move_on_at(deadline) as scope:
        yield
    if scope.cancelled_caught:
        raise UnreachableError(place, silent)
