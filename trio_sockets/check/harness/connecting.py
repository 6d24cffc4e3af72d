"""Connects to a server under test, and finds a port for it."""

import contextlib
import errno
import secrets
import socket
import sys
from collections.abc import Callable
from itertools import count, islice

import trio

from trio_sockets.address import Address, TcpAddress, UnixAddress
from trio_sockets.check.harness.programs.port_holders import holder_of
from trio_sockets.check.harness.programs.process import CannotStartError
from trio_sockets.system_errors import reason_of
from trio_sockets.words import Words, say

FREED = 65.0
"""Seconds to wait for a fixed port while connections are in TIME_WAIT, which takes 60."""

PORTS = range(10_000, 32_768)
"""The ports of programs that the checker starts, below the ephemeral ports: the system could give
an ephemeral port to another socket before the program listens there.
"""

SAID_AFTER = 0.5
"""Seconds of such a wait after which the user is told about it."""

_LOOK = 0.05
_TAKEN = {errno.EADDRINUSE, errno.EACCES}
_SMALL = 4096
"""The receive buffer of a narrow connection, in bytes."""

_SEGMENT = 536
"""The segment size of a narrow connection in bytes; every network carries it (RFC 9293, section
3.7.1).
"""

# Each process begins at another port, so that two checkers do not try the same ones.
_ports = (PORTS[n % len(PORTS)] for n in count(secrets.randbelow(len(PORTS))))


async def open_stream(address: Address, *, narrow: bool) -> trio.SocketStream:
    """Connect.

    :param narrow: use small segments and a small buffer. A program on this machine then meets a
        partial ``send``, which otherwise happens only on a slow network.
    :raises OSError: no program listens there.
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
        if sys.platform != "win32":
            with contextlib.suppress(OSError):  # macOS may have 512, and accepts only less
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
    """Return an address with a free port, a new one each time, if its port is 0.

    :raises CannotStartError: no port is free, or the host is not this machine.
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
    """Check that a program on this machine can listen at an address, once its port is free.

    :raises CannotStartError: the host is not this machine.
    """
    if isinstance(address, TcpAddress):
        _bound(TcpAddress(address.host, 0)).close()


async def until_free(
    address: Address, say_that_it_waits: Callable[[Words], object] = lambda _words: None
) -> None:
    """Wait until an address can be bound by a program that sets no ``SO_REUSEADDR``.

    It waits for up to `FREED` seconds; after that, the program itself will report the error.

    :param say_that_it_waits: called once with a sentence, soon after the wait has begun.
    :raises CannotStartError: another program listens there, or the host is not this machine.
    """
    if not isinstance(address, TcpAddress):
        return
    began = trio.current_time()
    told = False
    while not _is_free(address) and trio.current_time() < began + FREED:
        try:
            stream = await trio.open_tcp_stream(address.host, address.port)
        except OSError:
            if not told and trio.current_time() > began + SAID_AFTER:
                told = True
                say_that_it_waits(_waiting_for(address))
            await trio.sleep(_LOOK)
        else:
            await stream.aclose()
            raise CannotStartError(await _taken(address))


async def _taken(address: TcpAddress) -> Words:
    holder = await trio.to_thread.run_sync(holder_of, address.port)
    if holder is None:
        return say("another program listens at {address}: end it first", address=str(address))
    return say(
        "another program listens at {address} ({holder}): end it first",
        address=str(address),
        holder=holder,
    )


def _waiting_for(address: TcpAddress) -> Words:
    return say(
        "Waiting up to {seconds:g} s for port {port}: connections of an earlier "
        "run still hold it (TIME_WAIT). With {placeholder} in the command, each "
        "start gets a free port at once.",
        port=address.port,
        seconds=FREED,
        placeholder="{port}",
    )


def _is_free(address: TcpAddress) -> bool:
    try:
        with _bound(address):
            return True
    except OSError:
        return False


def _bound(address: TcpAddress) -> socket.socket:
    """Return a socket that is bound to this address.

    :raises OSError: the port is taken.
    :raises CannotStartError: the host is not this machine.
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
    return CannotStartError(
        say(
            "no program on this machine can listen at {host}: {reason}",
            host=address.host,
            reason=reason_of(error) if isinstance(error, OSError) else say("it is not a host name"),
        )
    )
