"""Connecting to a server under test, and finding it a port."""

import errno
import secrets
import socket
from itertools import count, islice

import trio

from trio_sockets.address import Address, TcpAddress, UnixAddress
from trio_sockets.check.process import CannotStartError
from trio_sockets.check.system_words import in_words
from trio_sockets.check.words import say

FREED = 65.0
"""Seconds to wait for a fixed port that connections still hold: TIME_WAIT takes 60."""

PORTS = range(10_000, 32_768)
"""Where programs are started. Higher ones a system gives to whoever asks for any port: one of those
could be in the way of a program that has yet to listen, or be taken for one that never does."""

_LOOK = 0.05
_TAKEN = {errno.EADDRINUSE, errno.EACCES}
_SMALL = 4096
"""Bytes of a narrow connection's receive buffer."""

_SEGMENT = 536
"""Bytes of its segments: every network carries them (RFC 9293, section 3.7.1)."""

# Each process begins elsewhere, so that two checkers do not follow each other's steps.
_ports = (PORTS[n % len(PORTS)] for n in count(secrets.randbelow(len(PORTS))))


async def open_stream(address: Address, *, narrow: bool) -> trio.SocketStream:
    """Connect.

    :param narrow: with small segments and a small buffer. A program on this machine then meets what
        else takes a slow network: its ``send`` takes less than it was given.
    :raises OSError: nobody listens.
    """
    match address:
        case TcpAddress(host, port) if narrow:
            return await _open_narrow(host, port)
        case TcpAddress(host, port):
            return await trio.open_tcp_stream(host, port)
        case UnixAddress(path):
            return await trio.open_unix_socket(path)


async def _open_narrow(host: str, port: int) -> trio.SocketStream:
    reason = OSError(f"{host} has no address")
    found = await trio.socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for family, kind, *_, where in found:
        narrow = trio.socket.socket(family, kind)
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL)
        if hasattr(socket, "TCP_MAXSEG"):
            narrow.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, _SEGMENT)
        try:
            await narrow.connect(where)
        except OSError as error:
            narrow.close()
            reason = error
        else:
            return trio.SocketStream(narrow)
    raise reason


def with_free_port(address: Address) -> Address:
    """Return an address whose port nobody has, where it leaves the choice: each time another.

    :raises CannotStartError: there is none, or its host is not this machine.
    """
    if not isinstance(address, TcpAddress) or address.port:
        return address
    for port in islice(_ports, len(PORTS)):
        chosen = TcpAddress(address.host, port)
        try:
            with _bound(chosen):
                return chosen
        except OSError:
            continue
    words = say("every port from {first} to {last} is taken", first=PORTS[0], last=PORTS[-1])
    raise CannotStartError(words)


def must_be_here(address: Address) -> None:
    """See that a program on this machine can listen at an address, whoever has its port now.

    :raises CannotStartError: its host is not this machine.
    """
    if isinstance(address, TcpAddress):
        _bound(TcpAddress(address.host, 0)).close()


async def until_free(address: Address) -> None:
    """Wait until an address can be bound by a program that sets no ``SO_REUSEADDR``.

    It takes up to `FREED`, and then the program itself will say what is wrong.

    :raises CannotStartError: somebody listens there, or its host is not this machine.
    """
    if not isinstance(address, TcpAddress):
        return
    limit = trio.current_time() + FREED
    while not _is_free(address) and trio.current_time() < limit:
        try:
            stream = await trio.open_tcp_stream(address.host, address.port)
        except OSError:
            await trio.sleep(_LOOK)
        else:
            await stream.aclose()
            words = say("another program listens at {address}: end it first", address=str(address))
            raise CannotStartError(words)


def _is_free(address: TcpAddress) -> bool:
    try:
        with _bound(address):
            return True
    except OSError:
        return False


def _bound(address: TcpAddress) -> socket.socket:
    """Return a socket that has this address.

    :raises OSError: its port is taken.
    :raises CannotStartError: its host is not this machine.
    """
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        family, *_, where = found[0]
        taken = socket.socket(family)
    except (OSError, UnicodeError) as error:
        raise _not_here(address, error) from error
    try:
        taken.bind(where)
    except OSError as error:
        taken.close()
        if error.errno not in _TAKEN:
            raise _not_here(address, error) from error
        raise
    return taken


def _not_here(address: TcpAddress, error: OSError | UnicodeError) -> CannotStartError:
    reason = error.strerror if isinstance(error, OSError) else None
    return CannotStartError(
        say(
            "no program of this machine can listen at {host}: {reason}",
            host=address.host,
            reason=in_words(reason or "it is no name of a host"),
        )
    )
