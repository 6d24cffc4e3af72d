"""Opening listeners, with errors that say what to do instead."""

import errno
import os
import socket
from typing import TypeAlias

import trio

from trio_sockets.address import Address, TcpAddress, UnixAddress
from trio_sockets.server.unix import UnixListener, open_unix_listener
from trio_sockets.services import Endpoint

Listener: TypeAlias = trio.SocketListener | UnixListener

NOT_SENT = 16 * 1024
"""Bytes that the system takes beyond what is on its way. For a peer that does not read, it would
take 4 MiB otherwise, and only then would the write deadline begin."""


class ListenError(Exception):
    """An endpoint cannot be listened on. Its text is one line that says what to do."""


async def open_listeners(endpoint: Endpoint) -> list[Listener]:
    """Open the listeners of one endpoint: a host name may stand for several addresses.

    :raises ListenError: it cannot be done.
    """
    return await open_listeners_at(endpoint.address, f"{endpoint.service.name}@")


async def open_listeners_at(address: Address, option: str) -> list[Listener]:
    """Do as `open_listeners`, at an address that need not be a service's.

    :param option: what stands before the address on the command line, for the hint.
    :raises ListenError: it cannot be done.
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
                raise ListenError(f"there is no host {host!r}: {error.strerror}") from error
            except OSError as error:
                raise ListenError(_tcp_hint(option, TcpAddress(host, port), error)) from error


def bound_address(listener: Listener) -> Address:
    """Return where the listener listens, with the port that port 0 became."""
    if isinstance(listener, UnixListener):
        return UnixAddress(listener.path)
    name = listener.socket.getsockname()
    return TcpAddress(*name[:2]) if isinstance(name, tuple) else UnixAddress(name)


def plain_socket(listener: trio.abc.Listener[trio.abc.Stream]) -> socket.socket | None:
    """Return another socket that accepts the listener's clients, if they are plain sockets'.

    It is the caller's to close. What it accepts sends without delay (TCP_NODELAY), and keeps little
    for a peer that does not read (TCP_NOTSENT_LOWAT), as Trio's own streams do: on Linux a socket
    inherits both.
    """
    if not isinstance(listener, Listener):
        return None
    plain = socket.socket(fileno=os.dup(listener.socket.fileno()))
    if plain.family is not socket.AF_UNIX:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, NOT_SENT)
    return plain


def _tcp_hint(option: str, address: TcpAddress, error: OSError) -> str:
    host, port = address.host, address.port
    match error.errno:
        case errno.EADDRINUSE:
            return f"port {port} is in use: try {option}{TcpAddress(host, 0)}"
        case errno.EACCES | errno.EPERM:
            free = TcpAddress(host, port + 50000)
            return f"port {port} is for the system only: try {option}{free}"
        case errno.EADDRNOTAVAIL:
            return f"{host} is no address of this machine: try {option}:{port}"
        case _:
            return f"cannot listen on {address}: {error.strerror}"


def _unix_hint(option: str, path: str, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"a server is listening on {path}: stop it, or try {option}unix:{path}.2"
        case errno.EEXIST:
            return f"{path} exists and is no socket: choose another path"
        case errno.ENOENT:
            return f"cannot make the socket {path}: its folder does not exist"
        case errno.EACCES | errno.EPERM:
            return f"cannot make the socket {path}: its folder is not writable"
        case _:
            return f"cannot make the socket {path}: {error.strerror}"
