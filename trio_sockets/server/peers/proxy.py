"""The PROXY protocol: a trusted proxy tells the address of the client for which it connects."""

import socket
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import final

import trio

from trio_sockets.protocol.proxy import MAX_V2, BadHeader, ProxyHeader, parse_proxy_header
from trio_sockets.server.deadlines import seconds
from trio_sockets.server.ending import Ending
from trio_sockets.server.peers.names import UNIX, PeerName
from trio_sockets.words import WrongWordError, say

_MAPPED = 96
"""The prefix length of IPv4-mapped IPv6 addresses, ``::ffff:0:0/96``."""


class ProxyError(Exception):
    """A proxy has sent no valid PROXY header. The text of the exception is for the log.

    :ivar ending: why the connection ends, for the log.
    """

    def __init__(self, ending: Ending, reason: str) -> None:
        super().__init__(reason)
        self.ending = ending


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Proxies:
    """The trusted proxies: peers that must begin every connection with a PROXY header.

    From any other peer, such a header is ordinary input for the service: otherwise every client
    could choose its address.

    :param networks: the networks of the proxies.
    :param unix: whether peers on Unix sockets are proxies.
    """

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    unix: bool = False

    def have(self, name: PeerName) -> bool:
        """Return whether a peer is a trusted proxy.

        :param name: as ``peer_name`` returns it: the same for an IPv4 peer on an IPv6 socket.
        """
        if name == UNIX:
            return self.unix
        if not self.networks or isinstance(name, str):
            return False  # no proxies, the usual case, which must be fast; or the peer is gone
        address = ip_address(name[0])
        return any(
            address in network and _scope(network.network_address) in {None, _scope(address)}
            for network in self.networks
        )


def parse_proxies(words: Iterable[str]) -> Proxies:
    """Read networks such as ``10.0.0.0/8``, addresses, or the word ``unix``.

    :raises ValueError: a word is none of these, or it is ``unix`` on Windows.
    """
    unix, networks = False, []
    for word in words:
        if word == UNIX:
            unix = True
            continue
        try:
            networks.append(_plain_network(word))
        except ValueError:
            raise WrongWordError(
                say(
                    "{word} is no network: write one such as 10.0.0.0/8, an address, or unix",
                    word=repr(word),
                )
            ) from None
    if sys.platform == "win32" and unix:
        raise WrongWordError(say("Windows has no Unix sockets: leave out {word}", word=repr(UNIX)))
    return Proxies(networks=tuple(networks), unix=unix)


def _plain_network(word: str) -> IPv4Network | IPv6Network:
    """Read a network, with its addresses as `plain_address` writes them.

    :raises ValueError: the word is not a network.
    """
    network = ip_network(word)
    if isinstance(network, IPv6Network):
        first, size = network.network_address, network.prefixlen
        if first.ipv4_mapped is not None and size >= _MAPPED:
            return IPv4Network((first.ipv4_mapped, size - _MAPPED))
        if first.scope_id is not None and first.scope_id.isdecimal():
            with suppress(OSError):  # no such interface yet; getpeername(2) will give a name
                name = socket.if_indextoname(int(first.scope_id))
                return IPv6Network((str(first).replace("%" + first.scope_id, "%" + name), size))
    return network


def _scope(address: IPv4Address | IPv6Address) -> str | None:
    return address.scope_id if isinstance(address, IPv6Address) else None


async def receive_source(
    sock: trio.socket.SocketType,
    timeout: float | None,  # noqa: ASYNC109 - its end is a ProxyError, with an ending of its own
) -> tuple[str, int] | None:
    """Receive exactly one PROXY header, and return the client's address and port.

    The bytes after the header stay in the socket, for TLS or for the session.

    :param sock: a socket from which nothing has been read.
    :param timeout: seconds for the whole header; None waits for ever.
    :returns: None if the peer itself is the client, as in a proxy's health check.
    :raises ProxyError: there is no valid header, or it did not arrive in time.
    """
    try:
        with trio.fail_after(seconds(timeout)):
            return await _receive(sock)
    except trio.TooSlowError:
        raise ProxyError(Ending.PROXY_TIMEOUT, "no whole header in time") from None
    except OSError:
        raise ProxyError(Ending.RESET, "reset within the header") from None


async def _receive(sock: trio.socket.SocketType) -> tuple[str, int] | None:
    # Peeking shows where the header ends. The bytes of an incomplete header are consumed at once:
    # if they stayed in the socket, it would be readable again and again.
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
    """Consume bytes that have arrived already."""
    while size:
        size -= len(await sock.recv(size))
