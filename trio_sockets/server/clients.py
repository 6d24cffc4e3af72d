"""The clients of one server, each in a task from its first byte to its log line."""

import ssl
from collections.abc import Coroutine
from functools import partial
from typing import Any

import trio

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.session import Session
from trio_sockets.server.client_log import ClientLog
from trio_sockets.server.deadlines import Deadlines
from trio_sockets.server.driver import Driver
from trio_sockets.server.ending import Ending
from trio_sockets.server.fast_path.pump import Pump
from trio_sockets.server.limits import Admission
from trio_sockets.server.listening.accept import SocketName
from trio_sockets.server.listening.bare_socket import BareSocket
from trio_sockets.server.peers.names import PeerName
from trio_sockets.server.peers.peer import Peer, SocketPeer, StreamPeer
from trio_sockets.server.peers.proxy import Proxies, ProxyError, receive_source
from trio_sockets.server.totals import Totals
from trio_sockets.services import OnEnd, Service

MAX_REFUSALS = 32
"""Refused clients whose connection is closed politely. They hold spare descriptors (`SPARE_FILES`)
until then, so a client that is refused beside as many is sent its error and closed at once."""


class Clients:
    """Serves clients, each in the task that calls `serve`.

    :param deadlines: the timeouts in force.
    :param admission: who may come in.
    :param pump: moves the bytes of plain sockets; None if there are to be none.
    :param proxies: who has to say whose connection it is.
    :param totals: counts them.
    :param log: takes a line for each.
    """

    def __init__(  # noqa: PLR0913 - the last two go by name
        self,
        deadlines: Deadlines,
        admission: Admission,
        pump: Pump | None,
        proxies: Proxies | None = None,
        *,
        totals: Totals | None = None,
        log: ClientLog | None = None,
    ) -> None:
        self._deadlines = deadlines
        self._totals = totals
        self._admission = admission
        self._pump = pump
        self._proxies = proxies
        self._connections: set[Driver] = set()
        self._refusals = 0
        self._dismissed = False
        self._log = log or ClientLog()

    def __len__(self) -> int:
        return len(self._connections)

    def dismiss(self) -> None:
        """Tell every client that the server shuts down, even one whose task has not begun."""
        self._dismissed = True
        for connection in self._connections:
            connection.dismiss(ErrorCode.SHUTTING_DOWN)

    def serve(
        self,
        service: Service,
        client: trio.abc.Stream | BareSocket,
        name: SocketName = "",
        tls: ssl.SSLContext | None = None,
    ) -> Coroutine[Any, Any, None]:
        """Serve one client to its end. A fault of its conversation is logged, and ends no other.

        Admission is synchronous, so that clients are admitted in the order in which they came:
        Trio starts tasks in any order. A proxy's client is admitted when the proxy has named it.

        :param client: any stream; or an accepted socket, for the fast path.
        :param name: as accept(2) gave it; a stream's is found out.
        :param tls: the context, if it is to speak TLS.
        :returns: what its task has to run.
        """
        peer: Peer
        if isinstance(client, BareSocket):
            assert self._pump is not None  # noqa: S101 - who hands over sockets has one
            peer = SocketPeer(client, name, tls, self._pump)
        else:
            peer = StreamPeer(client, name, tls)
        admitted: bool | None = None
        if self._proxies is None or not self._proxies.have(peer.address):
            admitted = self._admission.enter(peer.host)
        return self._serve(service, peer, admitted)

    async def _serve(
        self,
        service: Service,
        peer: Peer,
        admitted: bool | None,  # noqa: FBT001 - None: it is to be introduced
    ) -> None:
        start = trio.current_time()
        host = None if admitted is None else peer.host
        connection: Driver | None = None
        ending, reason, fault = Ending.CANCELLED, "", None
        if self._totals is not None:
            self._totals.opened(service.name)
        try:
            if admitted is None:
                peer.address = await self._introduced(peer)
                host = peer.host
                admitted = self._admission.enter(host)
            connection = self._connection(peer, service)
            if admitted:
                self._connections.add(connection)
                if self._dismissed:
                    connection.dismiss(ErrorCode.SHUTTING_DOWN)
                ending = await connection.run()
            else:
                ending = await self._refuse(connection)
        except ProxyError as error:
            ending, reason = error.ending, str(error)
        except Exception as error:  # noqa: BLE001 - the boundary: one client's fault is its own
            ending, fault = Ending.FAULT, error
            await peer.close()
        finally:
            if admitted:
                self._admission.leave(host)
                self._connections.discard(connection)
            if self._totals is not None:
                self._totals.ended(service.name, connection, ending)
            if self._log.wants(service.name, ending, host):
                about = {
                    "service": service.name,
                    "peer": peer.name,
                    "seconds": round(trio.current_time() - start, 3),
                    **(connection.about() if connection else {}),
                    **({"reason": reason} if reason else {}),
                    "ended": ending.value,
                }
                self._log.gone(about, fault)

    async def _introduced(self, peer: Peer) -> PeerName:
        """Return who a proxy says its client is.

        Until then it counts in all, as a client from nowhere; or if there is no place left, as one
        that is to be told so.
        """
        assert peer.socket is not None  # noqa: S101 - or it is no proxy's
        admitted = self._admission.enter(None)
        if not admitted and self._refusals >= MAX_REFUSALS:
            await peer.close()
            raise ProxyError(Ending.BUSY, "too many clients")
        self._refusals += not admitted
        try:
            return await receive_source(peer.socket, self._deadlines.proxy) or peer.address
        except BaseException:
            await peer.close()
            raise
        finally:
            self._refusals -= not admitted
            if admitted:
                self._admission.leave(None)

    def _connection(self, peer: Peer, service: Service) -> Driver:
        session = service.session()
        if service.on_begin is not None:
            service.on_begin(session, peer)
        connection = peer.driver(session, self._deadlines)
        if service.on_end is not None:
            connection.on_last_reply = partial(
                _tell_end, service.on_end, session, peer, trio.current_time()
            )
        if self._totals is not None:
            self._totals.talks(service.name, connection)
        return connection

    async def _refuse(self, connection: Driver) -> Ending:
        if self._refusals >= MAX_REFUSALS:
            await connection.reject(ErrorCode.BUSY)
            return Ending.BUSY
        self._refusals += 1
        connection.dismiss(ErrorCode.BUSY)
        try:
            return await connection.run()
        finally:
            self._refusals -= 1


def _tell_end(
    on_end: OnEnd, session: Session, peer: Peer, start: float, *, by_client: bool
) -> None:
    on_end(session, peer, trio.current_time() - start, by_client=by_client)
