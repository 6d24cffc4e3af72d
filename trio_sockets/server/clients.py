"""The clients of one server: a task each, from its first byte to its line in the log."""

import structlog
import trio

from trio_sockets.address import TcpAddress
from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.session import Session
from trio_sockets.server.connection import Connection, Ending
from trio_sockets.server.deadlines import Deadlines
from trio_sockets.server.fast import FastConnection
from trio_sockets.server.limits import Admission
from trio_sockets.server.pump import Pump
from trio_sockets.services import Service

MAX_REFUSALS = 32
"""Clients that may be told "busy" at once. They wait for their goodbye on spare descriptors
(`SPARE_FILES`), so one more than this is closed without a word."""


class Clients:
    """Serves clients, each in the task that calls `serve_stream`.

    :param deadlines: the timeouts in force.
    :param admission: who may come in.
    :param pump: moves the bytes of plain sockets; None has every client's task move its own.
    """

    def __init__(self, deadlines: Deadlines, admission: Admission, pump: Pump | None) -> None:
        self._deadlines = deadlines
        self._admission = admission
        self._pump = pump
        self._connections: set[Connection] = set()
        self._refusals = 0
        self._dismissed = False
        self._log = structlog.get_logger()

    def __len__(self) -> int:
        return len(self._connections)

    def dismiss(self) -> None:
        """Tell every client, also one that is yet to begin, that the server shuts down."""
        self._dismissed = True
        for connection in self._connections:
            connection.dismiss(ErrorCode.SHUTTING_DOWN)

    async def serve_stream(self, service: Service, stream: trio.abc.Stream) -> None:
        """Serve one client to its end. Whatever happens to it, happens to nobody else."""
        peer, host = peer_of(stream)
        start = trio.current_time()
        connection: Connection | None = None
        ending, fault = Ending.CANCELLED, None
        try:
            with self._admission.admit(host) as admitted:
                connection = self._connection(stream, service.session())
                ending = await (self._serve(connection) if admitted else self._refuse(connection))
        except Exception as error:  # noqa: BLE001 - the boundary: one client's fault is its own
            ending, fault = Ending.FAULT, error
            await trio.aclose_forcefully(stream)
        finally:
            (self._log.error if fault else self._log.info)(
                "client gone",
                service=service.name,
                peer=peer,
                seconds=round(trio.current_time() - start, 3),
                **(connection.counts() if connection else {}),
                ended=ending.value,
                **({"exc_info": fault} if fault else {}),
            )

    def _connection(self, stream: trio.abc.Stream, session: Session) -> Connection:
        if self._pump is not None and isinstance(stream, trio.SocketStream):
            return FastConnection(stream, session, self._deadlines, self._pump)
        return Connection(stream, session, self._deadlines)

    async def _serve(self, connection: Connection) -> Ending:
        self._connections.add(connection)
        try:
            if self._dismissed:
                connection.dismiss(ErrorCode.SHUTTING_DOWN)
            return await connection.run()
        finally:
            self._connections.remove(connection)

    async def _refuse(self, connection: Connection) -> Ending:
        if self._refusals >= MAX_REFUSALS:
            await connection.aclose()
            return Ending.BUSY
        self._refusals += 1
        try:
            return await connection.refuse(ErrorCode.BUSY)
        finally:
            self._refusals -= 1


def peer_of(stream: trio.abc.Stream) -> tuple[str, str | None]:
    """Return what the log calls the other side, and its host if it has one."""
    if not isinstance(stream, trio.SocketStream):
        return "stream", None
    try:
        name = stream.socket.getpeername()
    except OSError:
        return "gone", None  # it reset before it was accepted
    if isinstance(name, tuple):
        return str(TcpAddress(*name[:2])), name[0]
    return "unix", None
