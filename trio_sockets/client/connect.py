"""Connecting to an address."""

import errno
import math
import os
import socket
import ssl
from typing import overload

import trio

from trio_sockets.address import Address, TcpAddress, UnixAddress
from trio_sockets.client.errors import ConnectError
from trio_sockets.client.tls import handshake_error
from trio_sockets.tls import TlsStream

TIMEOUT = 10.0
"""Seconds that a client waits for a connection, and for each reply."""

_REASONS = {
    errno.ECONNREFUSED: "nobody listens there: is the server running?",
    errno.ENOENT: "there is no such socket: is the server running?",
    errno.EHOSTUNREACH: "the host cannot be reached",
    errno.ENETUNREACH: "the network cannot be reached",
    errno.EACCES: "permission denied",
    errno.ETIMEDOUT: "the host does not answer",
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
    :raises ConnectError: there is no connection, or none that is secure.
    :raises ValueError: TLS over a Unix socket, where there is no host name to verify.
    """
    seconds = math.inf if timeout is None else timeout
    with trio.move_on_after(seconds):
        try:
            match address:
                case TcpAddress(host, port):
                    stream = await trio.open_tcp_stream(host, port)
                    return stream if tls is None else await _secure(stream, address, tls)
                case UnixAddress(path):
                    if tls is not None:
                        raise ValueError("a Unix socket has no TLS: it is local")
                    return await trio.open_unix_socket(path)
        except socket.gaierror as error:
            raise ConnectError(f"cannot connect to {address}: the host is not known") from error
        except OSError as error:
            raise ConnectError(f"cannot connect to {address}: {_reason(error)}") from error
    raise ConnectError(f"cannot connect to {address}: no answer within {seconds:g} s")


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


def _reason(error: OSError) -> str:
    # Trio reports "all attempts failed", with the attempts' own errors as its cause.
    cause: BaseException = error
    while isinstance(cause, ExceptionGroup) or (cause is error and cause.__cause__):
        cause = (
            cause.exceptions[0] if isinstance(cause, ExceptionGroup) else cause.__cause__ or cause
        )
    number = cause.errno if isinstance(cause, OSError) and cause.errno else 0
    return _REASONS.get(number, os.strerror(number) if number else str(error))
