"""Connecting to an address."""

import errno
import math
import socket
import ssl
import sys
from typing import overload

import trio

from trio_sockets.address import Address, TcpAddress, UnixAddress
from trio_sockets.client.errors import ConnectError, NobodyListensError
from trio_sockets.client.tls import handshake_error
from trio_sockets.figures import ShortFigure
from trio_sockets.system_errors import first_attempt, reason_of
from trio_sockets.tls import TlsStream
from trio_sockets.words import say

TIMEOUT = 10.0
"""Seconds that a client waits for a connection, and for each reply."""

_NOBODY = {
    errno.ECONNREFUSED: say("nobody listens there"),
    errno.ENOENT: say("there is no such socket"),
}

_REASONS = {
    errno.EHOSTUNREACH: say("the host cannot be reached"),
    errno.ENETUNREACH: say("the network cannot be reached"),
    errno.EACCES: say("permission denied"),
    errno.ETIMEDOUT: say("the host does not answer"),
}


@overload
async def open_stream(
    address: Address,
    *,
    timeout: float | None = TIMEOUT,  # noqa: ASYNC109 - every client here has one
    tls: None = None,
) -> trio.SocketStream: ...


@overload
async def open_stream(
    address: Address,
    *,
    timeout: float | None = TIMEOUT,  # noqa: ASYNC109 - likewise
    tls: ssl.SSLContext | None,
) -> trio.SocketStream | TlsStream: ...


async def open_stream(
    address: Address,
    *,
    timeout: float | None = TIMEOUT,  # noqa: ASYNC109 - likewise
    tls: ssl.SSLContext | None = None,
) -> trio.SocketStream | TlsStream:
    """Connect.

    :param address: where to; every address of a host name is tried (RFC 8305).
    :param timeout: seconds to wait at most; None waits for ever.
    :param tls: a client's context, to speak TLS; the certificate has to be the host's.
    :raises ConnectError: connecting or the TLS handshake failed.
    :raises ValueError: TLS over a Unix socket, where there is no host name to verify.
    """
    if sys.platform == "win32" and isinstance(address, UnixAddress):
        raise ConnectError(
            say("cannot connect to {address}: Windows has no Unix sockets", address=address)
        )
    seconds = math.inf if timeout is None else timeout
    late = say("no answer within {seconds} s", seconds=ShortFigure(seconds))
    with trio.move_on_after(seconds):
        try:
            match address:
                case TcpAddress(host, port):
                    stream = await trio.open_tcp_stream(host, port)
                    if tls is None:
                        return stream
                    late = say(
                        "no answer to the TLS handshake within {seconds} s: does it speak TLS?",
                        seconds=ShortFigure(seconds),
                    )
                    return await _secure(stream, address, tls)
                case UnixAddress(path):
                    if tls is not None:
                        raise ValueError("a Unix socket has no TLS: it is local")
                    return await trio.open_unix_socket(path)
        except (socket.gaierror, UnicodeError) as error:  # the latter of a name IDNA refuses
            raise ConnectError(
                say("cannot connect to {address}: the host is not known", address=address)
            ) from error
        except OSError as error:
            raise _connect_error(address, error) from error
    raise ConnectError(say("cannot connect to {address}: {reason}", address=address, reason=late))


async def _secure(
    stream: trio.SocketStream, address: TcpAddress, context: ssl.SSLContext
) -> TlsStream:
    secure = TlsStream(stream, context, server_hostname=address.host)
    try:
        await secure.do_handshake()
    except BaseException as error:
        await trio.aclose_forcefully(stream)
        if isinstance(error, trio.BrokenResourceError):
            raise handshake_error(address, error.__cause__) from error
        raise
    return secure


def _connect_error(address: Address, error: OSError) -> ConnectError:
    attempt = first_attempt(error)
    number = attempt.errno or 0
    if number in _NOBODY:
        return NobodyListensError(address, _NOBODY[number])
    reason = _REASONS.get(number) or reason_of(attempt)
    return ConnectError(
        say("cannot connect to {address}: {reason}", address=address, reason=reason)
    )
