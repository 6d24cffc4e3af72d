"""An accepted client: a bare socket or a stream, and its name."""

import ssl
from abc import ABC, abstractmethod
from typing import final

import trio

from trio_sockets.protocol.session import Session
from trio_sockets.server.connection import Connection
from trio_sockets.server.deadlines import Deadlines
from trio_sockets.server.driver import Driver
from trio_sockets.server.fast_path.fast import FastConnection
from trio_sockets.server.fast_path.pump import Pump
from trio_sockets.server.listening.accept import SocketName
from trio_sockets.server.listening.bare_socket import BareSocket
from trio_sockets.server.peers.names import PeerName, host_of_peer, peer_name, written
from trio_sockets.server.peers.tls import TlsConnection


class Peer(ABC):
    """An accepted client, before its conversation.

    :param tls: the context if the client speaks TLS; None for plain sockets.
    :ivar address: the client's name. Behind a proxy, the name in the PROXY header replaces it.
    """

    __slots__ = ("_tls", "address")

    def __init__(self, address: PeerName, tls: ssl.SSLContext | None) -> None:
        self.address = address
        self._tls = tls

    @property
    def name(self) -> str:
        """The client's address, as the log writes it."""
        return written(self.address)

    @property
    def host(self) -> str | None:
        """The host that the client counts as, for limits; None if it has no address."""
        return host_of_peer(self.address)

    @property
    @abstractmethod
    def socket(self) -> trio.socket.SocketType | None:
        """The client's socket; None if there is none, or it is not known."""

    def driver(self, session: Session, deadlines: Deadlines) -> Driver:
        """Return a driver, which runs a session with the client and closes it at the end."""
        if self._tls is None:
            return self._connection(session, deadlines)
        return TlsConnection(self._connection, session, deadlines, self._tls)

    @abstractmethod
    def _connection(self, session: Session, deadlines: Deadlines) -> Connection:
        """Return a connection that drives a session over the client's socket or stream."""

    @abstractmethod
    async def close(self) -> None:
        """Close the client's socket or stream at once."""


@final
class SocketPeer(Peer):
    """A client on a bare socket, for the fast path.

    :param name: the socket name from accept(2).
    """

    __slots__ = ("_pump", "_socket")

    def __init__(
        self, sock: BareSocket, name: SocketName, tls: ssl.SSLContext | None, pump: Pump
    ) -> None:
        super().__init__(peer_name(sock, name), tls)
        self._socket = sock
        self._pump = pump

    @property
    def socket(self) -> trio.socket.SocketType:
        """See `Peer.socket`."""
        return self._socket.stream.socket

    def _connection(self, session: Session, deadlines: Deadlines) -> Connection:
        return FastConnection(self._socket, session, deadlines, self._pump)

    async def close(self) -> None:
        """See `Peer.close`."""
        self._socket.close()


@final
class StreamPeer(Peer):
    """A client on any stream."""

    __slots__ = ("_stream",)

    def __init__(
        self, stream: trio.abc.Stream, name: SocketName, tls: ssl.SSLContext | None
    ) -> None:
        super().__init__(peer_name(stream, name), tls)
        self._stream = stream

    @property
    def socket(self) -> trio.socket.SocketType | None:
        """See `Peer.socket`."""
        return self._stream.socket if isinstance(self._stream, trio.SocketStream) else None

    def _connection(self, session: Session, deadlines: Deadlines) -> Connection:
        return Connection(self._stream, session, deadlines)

    async def close(self) -> None:
        """See `Peer.close`."""
        await trio.aclose_forcefully(self._stream)
