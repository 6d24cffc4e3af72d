"""The addresses of both ends of a connection."""

import socket

import trio

from trio_sockets.check.model.transcript import Endpoints
from trio_sockets.trace.model.addresses import written


def endpoints_of(stream: trio.abc.Stream, at: float, until: float) -> Endpoints | None:
    """Return the two ends of a connection of TCP; None if it is another one, or has gone already.

    :param at: when it was asked for.
    :param until: when it was there.
    """
    sock = stream.socket if isinstance(stream, trio.SocketStream) else None
    if sock is None or sock.family not in {socket.AF_INET, socket.AF_INET6}:
        return None
    try:
        own, peer = sock.getsockname(), sock.getpeername()
    except OSError:
        return None
    return Endpoints(at, until, written(*own[:2]), written(*peer[:2]))
