"""Clients that come through a proxy, which says who they are (the PROXY protocol)."""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import final

import trio

from trio_sockets.protocol.proxy import MAX_V2, BadHeader, ProxyHeader, parse_proxy_header
from trio_sockets.server.accept import SocketName
from trio_sockets.server.connection import seconds
from trio_sockets.server.ending import Ending

UNIX = "unix"
"""The word for the clients of Unix sockets, who have no address."""


class ProxyError(Exception):
    """A proxy has not said who its client is. Its text is for the log.

    :ivar ending: how the log calls it.
    """

    def __init__(self, ending: Ending, reason: str) -> None:
        super().__init__(reason)
        self.ending = ending


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Proxies:
    """The peers that begin every connection with a PROXY header, and are believed.

    From all others such a header is nothing but bytes for the service: else anybody could choose an
    address.

    :param networks: where they are.
    :param unix: whether clients of Unix sockets are proxies.
    """

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    unix: bool = False

    def have(self, client: trio.abc.Stream | socket.socket, name: SocketName) -> bool:
        """Return whether a peer is one of them."""
        if not self.networks and not self.unix:
            return False  # the usual case, which should cost nothing
        sock = client.socket if isinstance(client, trio.SocketStream) else client
        if isinstance(sock, trio.abc.Stream):
            return False  # nobody knows from where
        if sock.family == socket.AF_UNIX:
            return self.unix
        if not isinstance(name, tuple):
            return False  # it is gone
        address = ip_address(name[0])
        return any(address in network for network in self.networks)


def parse_proxies(words: Iterable[str]) -> Proxies:
    """Read networks such as ``10.0.0.0/8``, addresses, or the word ``unix``.

    :raises ValueError: a word is none of them.
    """
    unix, networks = False, []
    for word in words:
        if word == UNIX:
            unix = True
            continue
        try:
            networks.append(ip_network(word))
        except ValueError:
            hint = "write one such as 10.0.0.0/8, an address, or unix"
            raise ValueError(f"{word!r} is no network: {hint}") from None
    return Proxies(networks=tuple(networks), unix=unix)


async def receive_source(
    client: trio.SocketStream | socket.socket,
    timeout: float | None,  # noqa: ASYNC109 - it is the proxy's, and has an ending of its own
) -> tuple[str, int] | None:
    """Receive a PROXY header, and not a byte more; return the client's address and port.

    What comes next, be it TLS or plain, stays in the socket for whoever reads it then.

    :param client: the socket, not blocking; or a stream that nobody has read from.
    :param timeout: seconds for the whole header; None for ever.
    :returns: None if the connection's own peer is the client, as when the proxy asks how we are.
    :raises ProxyError: there is no such header, or not in time.
    """
    if isinstance(client, trio.SocketStream):
        sock = client.socket
    else:
        sock = trio.socket.from_stdlib_socket(client)  # another view of it; closing stays as it was
    try:
        with trio.fail_after(seconds(timeout)):
            return await _receive(sock)
    except trio.TooSlowError:
        raise ProxyError(Ending.PROXY_TIMEOUT, "no whole header in time") from None
    except OSError:
        raise ProxyError(Ending.RESET, "reset within the header") from None


async def _receive(sock: trio.socket.SocketType) -> tuple[str, int] | None:
    # To peek shows where the header ends. All of an unended one is taken at once: bytes that stay
    # in the socket would make it readable again and again.
    header = b""
    while True:
        more = await sock.recv(MAX_V2 - len(header), socket.MSG_PEEK)
        match parse_proxy_header(header + more):
            case ProxyHeader(size, source):
                await _take(sock, size - len(header))
                return source
            case BadHeader(reason):
                raise ProxyError(Ending.PROXY_FAILED, reason)
            case None:
                if not more:
                    raise ProxyError(Ending.PROXY_FAILED, "closed within the header")
                await _take(sock, len(more))
                header += more


async def _take(sock: trio.socket.SocketType, size: int) -> None:
    """Take bytes that have come already."""
    while size:
        size -= len(await sock.recv(size))
