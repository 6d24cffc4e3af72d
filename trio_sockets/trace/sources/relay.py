"""Observes an address by a relay, which forwards what both sides send.

It sees bytes, their segmentation and times, ends and resets, but not the calls.
"""

import contextlib
import socket
import struct
import time
from collections.abc import Callable
from typing import final

import trio

from trio_sockets.address import TcpAddress
from trio_sockets.system_errors import first_attempt, in_system_words
from trio_sockets.trace.model.addresses import written
from trio_sockets.trace.model.events import Begin, End, Event, Named, Note, Program, Shut

_RECEIVE = 64 * 1024
_PAUSE = 0.05
"""Seconds between two attempts to connect to a server that is starting."""


@final
class Relay:
    """A relay between clients and a server.

    :param emit: called with each event.
    :param target: the address of the server.
    :param patience: how many seconds to wait for a server that does not listen yet.
    """

    def __init__(
        self, emit: Callable[[Event], None], target: TcpAddress, *, patience: float = 0.0
    ) -> None:
        self._emit = emit
        self._target = target
        self._patience = patience
        self._clients = 0
        self._calls = 0
        emit(Program(time.time(), "server", str(target), "relay"))

    async def serve(
        self,
        address: TcpAddress,
        *,
        task_status: trio.TaskStatus[TcpAddress] = trio.TASK_STATUS_IGNORED,
    ) -> None:
        """Listen, and relay all connections, until cancelled.

        :param address: where to listen; port 0 for a free port. The actual address is reported
            through ``task_status``.
        :raises OSError: the address cannot be used.
        """
        listeners = await trio.open_tcp_listeners(address.port, host=address.host)
        port = listeners[0].socket.getsockname()[1]
        await trio.serve_listeners(
            self._serve_client,
            listeners,
            task_status=_Told(task_status, TcpAddress(address.host, port)),
        )

    async def _serve_client(self, client: trio.SocketStream) -> None:
        self._clients += 1
        number = self._clients
        name = "client" if number == 1 else f"client {number}"
        peer = _named(client.socket.getpeername())
        self._emit(Program(time.time(), name, peer, "relay"))
        async with client:
            began = time.time()
            try:
                server = await self._reach()
            except OSError as error:
                reason = in_system_words(first_attempt(error))
                self._emit(Note(time.time(), name, f"{self._target}: {reason}"))
                _reset(client)
                return
            async with server:
                ends = _Ends(name, number)
                self._opened(ends, peer, began)
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(self._pass, ends, client, server, False)  # noqa: FBT003
                    nursery.start_soon(self._pass, ends, server, client, True)  # noqa: FBT003

    async def _reach(self) -> trio.SocketStream:
        until = trio.current_time() + self._patience
        while True:
            try:
                return await trio.open_tcp_stream(self._target.host, self._target.port)
            except OSError:
                if trio.current_time() >= until:
                    raise
                await trio.sleep(_PAUSE)

    def _opened(self, ends: "_Ends", peer: str, began: float) -> None:
        self._call(ends.client, "connect", began, 1)
        self._call("server", "accept", began, 0, made=ends.socket)
        target = str(self._target)
        self._emit(Named(time.time(), ends.client, 1, peer, target))
        self._emit(Named(time.time(), "server", ends.socket, target, peer))

    async def _pass(
        self,
        ends: "_Ends",
        source: trio.SocketStream,
        target: trio.SocketStream,
        by_server: bool,  # noqa: FBT001 - a nursery starts it
    ) -> None:
        """Forward what one side sends, until its end."""
        sender, receiver = ends.of(by_server=by_server), ends.of(by_server=not by_server)
        try:
            while data := await source.receive_some(_RECEIVE):
                self._call(sender[0], "send", time.time(), sender[1], bytes(data))
                await target.send_all(data)
                self._call(receiver[0], "recv", time.time(), receiver[1], bytes(data))
            self._emit(Shut(time.time(), *sender, seen=True))
            self._call(receiver[0], "recv", time.time(), receiver[1])
            await target.send_eof()
        except trio.BrokenResourceError:
            self._emit(Shut(time.time(), *sender, how="reset", seen=True))
            for stream in (source, target):
                _reset(stream)
        except trio.ClosedResourceError:
            pass  # the other direction was reset

    def _call(  # noqa: PLR0913, PLR0917 - who, what, when, on which, and with what
        self,
        program: str,
        name: str,
        at: float,
        socket_number: int,
        data: bytes = b"",
        made: int | None = None,
    ) -> None:
        self._calls += 1
        number, sends = self._calls, name == "send"
        begin = Begin(
            at,
            program,
            number,
            name,
            socket=socket_number or None,
            size=len(data) if sends else 0,
            data=data if sends else b"",
        )
        self._emit(begin)
        received = b"" if sends else data
        self._emit(End(at, program, number, size=len(data), data=received, made=made))


@final
class _Ends:
    """Both ends of a connection: their programs and sockets."""

    def __init__(self, client: str, number: int) -> None:
        self.client = client
        self.socket = number

    def of(self, *, by_server: bool) -> tuple[str, int]:
        return ("server", self.socket) if by_server else (self.client, 1)


@final
class _Told(trio.TaskStatus[list[trio.SocketListener]]):
    """Reports the address once the relay listens."""

    def __init__(self, status: trio.TaskStatus[TcpAddress], address: TcpAddress) -> None:
        self._status = status
        self._address = address

    def started(self, value: object = None) -> None:  # noqa: ARG002 - the listeners
        self._status.started(self._address)


def _named(address: tuple[object, ...]) -> str:
    return written(str(address[0]), str(address[1]))


def _reset(stream: trio.SocketStream) -> None:
    """Make a close of the socket send an RST, as the other side did."""
    with contextlib.suppress(OSError):
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    stream.socket.close()
