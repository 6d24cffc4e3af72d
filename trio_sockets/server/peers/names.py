"""Names of peers, found once, at accept, and used for limits, proxies, scores and the log."""

from typing import TypeAlias

import trio

from trio_sockets.address import TcpAddress
from trio_sockets.protocol.plain_address import plain_address
from trio_sockets.server.limits import host_of
from trio_sockets.server.listening.accept import SocketName
from trio_sockets.server.listening.bare_socket import BareSocket

PeerName: TypeAlias = tuple[str, int] | str
"""An address as `plain_address` writes it, and a port; or a word for the kind of peer."""

UNIX = "unix"
"""The name of all peers on Unix sockets. Their socket names are not used: a client can bind any
path or abstract name, and would so choose its own name in the log and in the scores."""


def peer_name(client: trio.abc.Stream | BareSocket, name: SocketName = "") -> PeerName:
    """Return the name of a client's peer; if it has no address, a word for its kind.

    :param client: any stream, or an accepted socket.
    :param name: the socket name from accept(2). For a stream, a system call finds it.
    """
    if not name and isinstance(client, trio.SocketStream):
        try:
            name = client.socket.getpeername()
        except OSError:
            return "gone"  # the peer reset the connection before accept
    if isinstance(name, tuple):
        return plain_address(name[0]), name[1]
    return UNIX if isinstance(client, trio.SocketStream | BareSocket) else "stream"


def host_of_peer(name: PeerName) -> str | None:
    """Return the host that a peer counts as, for limits; None if it has no address."""
    return host_of(name[0]) if isinstance(name, tuple) else None


def written(name: PeerName) -> str:
    """Return a peer's name as the log writes it."""
    return name if isinstance(name, str) else str(TcpAddress(*name))
