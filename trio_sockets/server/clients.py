"""The clients of one server: a task each, from its first byte to its line in the log."""

import socket
import ssl
from collections.abc import Coroutine
from functools import partial
from typing import Any

import trio

from trio_sockets.address import TcpAddress
from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.game import GameSession
from trio_sockets.protocol.pushing import PushingSession
from trio_sockets.server.accept import SocketName
from trio_sockets.server.client_log import ClientLog
from trio_sockets.server.connection import Connection
from trio_sockets.server.deadlines import Deadlines
from trio_sockets.server.ending import Ending
from trio_sockets.server.fast import FastConnection
from trio_sockets.server.limits import Admission, host_of
from trio_sockets.server.proxy import Proxies, ProxyError, receive_source
from trio_sockets.server.pump import Pump
from trio_sockets.server.scorekeeper import Scorekeeper
from trio_sockets.server.tls import TlsConnection
from trio_sockets.server.totals import Totals
from trio_sockets.services import Service

MAX_REFUSALS = 32
"""Clients that are told "busy" and may take their time about it. They wait for their goodbye on
spare descriptors (`SPARE_FILES`), so one more than this is told in passing, and closed."""


class Clients:
    """Serves clients, each in the task that calls `serve`.

    :param deadlines: the timeouts in force.
    :param admission: who may come in.
    :param pump: moves the bytes of plain sockets; None if there are to be none.
    :param proxies: who has to say whose connection it is.
    :param totals: counts them.
    :param scores: is told of games.
    :param log: takes a line for each.
    """

    def __init__(  # noqa: PLR0913 - the last three go by name
        self,
        deadlines: Deadlines,
        admission: Admission,
        pump: Pump | None,
        proxies: Proxies | None = None,
        *,
        totals: Totals | None = None,
        scores: Scorekeeper | None = None,
        log: ClientLog | None = None,
    ) -> None:
        self._deadlines = deadlines
        self._totals = totals
        self._scores = scores
        self._admission = admission
        self._pump = pump
        self._proxies = proxies
        self._connections: set[Connection] = set()
        self._refusals = 0
        self._dismissed = False
        self._log = log or ClientLog()

    def __len__(self) -> int:
        return len(self._connections)

    def dismiss(self) -> None:
        """Tell every client, also one that is yet to begin, that the server shuts down."""
        self._dismissed = True
        for connection in self._connections:
            connection.dismiss(ErrorCode.SHUTTING_DOWN)

    def serve(
        self,
        service: Service,
        client: trio.abc.Stream | socket.socket,
        name: SocketName = "",
        tls: ssl.SSLContext | None = None,
    ) -> Coroutine[Any, Any, None]:
        """Serve one client to its end. Whatever happens to it, happens to nobody else.

        It has its place once this is called, not once its task begins: Trio begins tasks in any
        order, and who came first is served first. A proxy's client is one that came once the
        proxy has said whose it is.

        :param client: any stream; or a plain socket, not blocking, for the fast path.
        :param name: its peer's, as accept(2) gave it; a stream's is found out.
        :param tls: the context for a stream that is to speak TLS.
        :returns: what its task has to run.
        """
        name = name or peer_name(client)
        admitted: bool | None = None
        if self._proxies is None or not self._proxies.have(client, name):
            admitted = self._admission.enter(_host(name))
        return self._serve(service, client, name, tls, admitted)

    async def _serve(
        self,
        service: Service,
        client: trio.abc.Stream | socket.socket,
        name: SocketName,
        tls: ssl.SSLContext | None,
        admitted: bool | None,  # noqa: FBT001 - None: it is to be introduced
    ) -> None:
        start = trio.current_time()
        host = None if admitted is None else _host(name)
        connection: Connection | None = None
        ending, reason, fault = Ending.CANCELLED, "", None
        if self._totals is not None:
            self._totals.opened(service.name)
        try:
            if admitted is None:
                name = await self._introduced(client, name)
                host = _host(name)
                admitted = self._admission.enter(host)
            connection = self._connection(client, service, tls, name)
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
            await _close(client)
        finally:
            if admitted:
                self._admission.leave(host)
                self._connections.discard(connection)
            if self._totals is not None:
                self._totals.ended(service.name, connection, ending)
            if self._log.wants(service.name, ending, host):
                about = {
                    "service": service.name,
                    "peer": _written(name),
                    "seconds": round(trio.current_time() - start, 3),
                    **(connection.about() if connection else {}),
                    **({"reason": reason} if reason else {}),
                    "ended": ending.value,
                }
                self._log.gone(about, fault)

    async def _introduced(
        self, client: trio.abc.Stream | socket.socket, name: SocketName
    ) -> SocketName:
        """Return who a proxy says its client is.

        Until then it counts in all, as a client from nowhere; or if there is no place left, as one
        that is to be told so.
        """
        assert isinstance(client, socket.socket | trio.SocketStream)  # noqa: S101 - or it is no proxy's
        admitted = self._admission.enter(None)
        if not admitted and self._refusals >= MAX_REFUSALS:
            await _close(client)
            raise ProxyError(Ending.BUSY, "too many clients")
        self._refusals += not admitted
        try:
            return await receive_source(client, self._deadlines.proxy) or name
        except BaseException:
            await _close(client)
            raise
        finally:
            self._refusals -= not admitted
            if admitted:
                self._admission.leave(None)

    def _connection(
        self,
        client: trio.abc.Stream | socket.socket,
        service: Service,
        tls: ssl.SSLContext | None,
        name: SocketName,
    ) -> Connection:
        session, host = service.session(), _host(name)
        player = host or _written(name)
        if isinstance(session, PushingSession):
            session.host = host
        connection: Connection
        if isinstance(client, socket.socket):
            assert self._pump is not None  # noqa: S101 - who hands over sockets has one
            connection = FastConnection(client, session, self._deadlines, self._pump)
        elif tls is not None:
            connection = TlsConnection(client, session, self._deadlines, tls)
        else:
            connection = Connection(client, session, self._deadlines)
        if self._scores is not None and isinstance(session, GameSession):
            now = trio.current_time()
            connection.over = partial(_game_over, self._scores, session, player, now)
        if self._totals is not None:
            self._totals.talks(service.name, connection)
        return connection

    async def _refuse(self, connection: Connection) -> Ending:
        if self._refusals >= MAX_REFUSALS:
            await connection.turn_away(ErrorCode.BUSY)
            return Ending.BUSY
        self._refusals += 1
        connection.dismiss(ErrorCode.BUSY)
        try:
            return await connection.run()
        finally:
            self._refusals -= 1


def _game_over(scores: Scorekeeper, session: GameSession, player: str, start: float) -> None:
    scores.game_over(session, player, trio.current_time() - start)


async def _close(client: trio.abc.Stream | socket.socket) -> None:
    if isinstance(client, socket.socket):
        client.close()
    else:
        await trio.aclose_forcefully(client)


def _host(name: SocketName) -> str | None:
    return host_of(name[0]) if isinstance(name, tuple) else None


def _written(name: SocketName) -> str:
    return name if isinstance(name, str) else str(TcpAddress(*name[:2]))


def peer_name(client: trio.abc.Stream | socket.socket) -> SocketName:
    """Return the name of a client's peer; a word for its kind, if it has none."""
    if isinstance(client, socket.socket):
        return "unix"
    if not isinstance(client, trio.SocketStream):
        return "stream"
    try:
        name: SocketName = client.socket.getpeername()
    except OSError:
        return "gone"  # it reset before it was accepted
    return name or "unix"
