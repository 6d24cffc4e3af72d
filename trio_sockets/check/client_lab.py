"""What the script of a client's check has at hand: the checker plays the server."""

import os
import random
import socket

import trio

from trio_sockets.address import TcpAddress
from trio_sockets.check.ending import ENDINGS, TYPED
from trio_sockets.check.launcher import Run
from trio_sockets.check.responders import Responder
from trio_sockets.check.target import START
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.visit import Subject, Visit
from trio_sockets.check.wire import MOST, SETTLED, Enough, Wire
from trio_sockets.check.words import Words

TALKATIVE = 64 * 1024
"""Bytes of commands or guesses after which no more is read: a game is a few dozen."""


class ClientLab:
    """What one script has: a place where the client finds its server, its runs, and measurements.

    :param subject: the client under test.
    :param chance: seeded, so that a run can be repeated.
    """

    def __init__(self, subject: Subject, chance: random.Random) -> None:
        self.subject = subject
        self.dialect = subject.dialect
        self.chance = chance
        self.facts: dict[str, object] = {}
        self._runs: list[Run] = []
        self._wires: list[Wire] = []
        self._typed: list[str] = []
        self._began = trio.current_time()
        self._socket = bound(subject.address)
        self._socket.listen()

    @property
    def address(self) -> TcpAddress:
        """Where the client finds its server."""
        return TcpAddress(*self._socket.getsockname()[:2])

    async def visit(self, responder: Responder) -> Visit:
        """Start the client, and wait until it connects."""
        run = await self.start()
        stream = await self._accept(run)
        most = MOST if self.subject.service == "echo" else TALKATIVE
        wire = Wire(stream, self.dialect, self._began, most=most)
        self._wires.append(wire)
        return Visit(self.subject, run, wire, responder, self._typed)

    async def start(self) -> Run:
        """Start the client.

        :raises CannotStartError: it cannot be run.
        """
        run = await self.subject.launcher.start(self.address)
        self._runs.append(run)
        return run

    def stop_listening(self) -> None:
        """Refuse connections from now on. The port is still ours, so that nobody else listens."""
        address = self.address
        self._socket.close()
        self._socket = bound(address)

    def transcript(self) -> Transcript:
        """Return what has happened so far."""
        return Transcript(
            conversations=tuple(wire.conversation() for wire in self._wires),
            dialect=self.dialect,
            facts={
                **self.facts,
                ENDINGS: tuple(run.ending() for run in self._runs),
                TYPED: tuple(self._typed),
            },
        )

    def close(self) -> None:
        """End what is still open."""
        self._socket.close()
        for wire in self._wires:
            wire.drop()
        for run in self._runs:
            run.stop()

    def gone(self) -> Words | None:
        """Say how the last run ended, if it says itself that something went wrong."""
        if not self._runs or self._runs[-1].ending().exit_code in {None, 0}:
            return None
        return self._runs[-1].describe_end()

    async def _accept(self, run: Run) -> trio.SocketStream:
        """Wait for the client, unless it ends without connecting."""
        connected: list[trio.SocketStream] = []

        async def accept() -> None:
            stream, _ = await self._socket.accept()
            connected.append(trio.SocketStream(stream))
            nursery.cancel_scope.cancel()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(accept)
            await run.ended(within=START)
            await trio.sleep(SETTLED)  # it may have connected just before
            nursery.cancel_scope.cancel()
        if not connected:
            raise Enough
        return connected[0]


def bound(address: TcpAddress) -> trio.socket.SocketType:
    """Return a socket that is bound to an address, and does not listen.

    :raises OSError: it cannot be.
    """
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    family, kind, protocol, _, place = min(found, key=lambda info: info[0] != socket.AF_INET)
    plain = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":  # elsewhere it means another thing
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        plain.bind(place)
    except BaseException:
        plain.close()
        raise
    return trio.socket.from_stdlib_socket(plain)
