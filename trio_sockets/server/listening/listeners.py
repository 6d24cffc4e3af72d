"""Opening listeners, with errors that suggest what to do instead."""

import errno
import os
import socket
import sys
from typing import TypeAlias

import trio

from trio_sockets.address import Address, TcpAddress, UnixAddress
from trio_sockets.server.listening.unix import UnixListener, open_unix_listener
from trio_sockets.services import Endpoint
from trio_sockets.system_errors import reason_of
from trio_sockets.words import ReadableError, Words, say

Listener: TypeAlias = trio.SocketListener | UnixListener

NOT_SENT = 16 * 1024
"""Bytes that the system buffers beyond those in flight (TCP_NOTSENT_LOWAT). Without this, it
would take 4 MiB for a peer that does not read, and the write deadline would begin only then."""

_PRIVILEGED = 1024
"""The first port that needs no privileges on Unix."""


class ListenError(ReadableError):
    """It is impossible to listen on an endpoint. The text is one line that suggests what to do."""


async def open_listeners(endpoint: Endpoint) -> list[Listener]:
    """Open the listeners of one endpoint: a host name may stand for several addresses.

    :raises ListenError: the address cannot be used.
    """
    return await open_listeners_at(endpoint.address, f"{endpoint.service.name}@")


async def open_listeners_at(address: Address, option: str) -> list[Listener]:
    """Open the listeners of an address, which need not be that of a service.

    :param option: the text before the address on the command line, for the error's suggestion.
    :raises ListenError: the address cannot be used.
    """
    match address:
        case UnixAddress(path):
            try:
                return [await open_unix_listener(path)]
            except OSError as error:
                raise ListenError(_unix_hint(option, path, error)) from error
        case TcpAddress(host, port):
            try:
                return list(await trio.open_tcp_listeners(port, host=host))
            except socket.gaierror as error:
                words = say(
                    "there is no host {host}: {reason}", host=repr(host), reason=reason_of(error)
                )
                raise ListenError(words) from error
            except UnicodeError as error:
                words = say("there is no host {host}: IDNA refuses the name", host=repr(host))
                raise ListenError(words) from error
            except OSError as error:
                raise ListenError(_tcp_hint(option, TcpAddress(host, port), error)) from error


def bound_address(listener: Listener) -> Address:
    """Return the listener's address, with the actual port in place of port 0."""
    if isinstance(listener, UnixListener):
        return UnixAddress(listener.path)
    name = listener.socket.getsockname()
    if isinstance(name, bytes):  # an abstract name (unix(7)), written as in systemd
        name = "@" + name[1:].decode(errors="backslashreplace")
    return TcpAddress(*name[:2]) if isinstance(name, tuple) else UnixAddress(name)


def plain_socket(listener: trio.abc.Listener[trio.abc.Stream]) -> socket.socket | None:
    """Return a second socket that accepts the listener's clients; None if they are not sockets.

    The caller closes it. Accepted sockets send without delay (TCP_NODELAY), and buffer little for a
    peer that does not read (TCP_NOTSENT_LOWAT), as Trio's own streams do: on Linux, they inherit
    both options from the listening socket.
    """
    if not isinstance(listener, Listener):
        return None
    plain = socket.socket(fileno=os.dup(listener.socket.fileno()))
    if sys.platform == "linux" and plain.family is not socket.AF_UNIX:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, NOT_SENT)
    return plain


def _tcp_hint(option: str, address: TcpAddress, error: OSError) -> Words:
    host, port = address.host, address.port
    other = f"{option}{TcpAddress(host, 0)}"
    match error.errno:
        case errno.EADDRINUSE:
            return say("port {port} is in use: try {other}", port=port, other=other)
        case errno.EACCES | errno.EPERM:
            if port >= _PRIVILEGED:  # such as a port range that Windows reserves
                return say("the system refuses port {port}: try {other}", port=port, other=other)
            free = f"{option}{TcpAddress(host, port + 50000)}"
            return say("port {port} is for the system only: try {other}", port=port, other=free)
        case errno.EADDRNOTAVAIL:
            return say(
                "{host} is no address of this machine: try {other}",
                host=host,
                other=f"{option}:{port}",
            )
        case _:
            return say(
                "cannot listen on {address}: {reason}",
                address=str(address),
                reason=reason_of(error),
            )


def _unix_hint(option: str, path: str, error: OSError) -> Words:
    match error.errno:
        case errno.EADDRINUSE:
            return say(
                "a server is listening on {path}: stop it, or try {other}",
                path=path,
                other=f"{option}unix:{path}.2",
            )
        case errno.EEXIST:
            return say("{path} exists and is no socket: choose another path", path=path)
        case errno.ENOENT:
            return say("cannot make the socket {path}: its folder does not exist", path=path)
        case errno.EACCES | errno.EPERM:
            return say("cannot make the socket {path}: its folder is not writable", path=path)
        case _:
            return say(
                "cannot make the socket {path}: {reason}", path=path, reason=reason_of(error)
            )
