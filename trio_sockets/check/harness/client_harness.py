"""The harness of a client's check: the checker acts as the server."""

import random
import socket
import sys

import trio

from trio_sockets.address import TcpAddress
from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.dialect.reader import MessageReader
from trio_sockets.check.harness.launcher import Run
from trio_sockets.check.harness.programs.starving import Work
from trio_sockets.check.harness.recorded_stream import MOST, StopScript
from trio_sockets.check.harness.starting import START
from trio_sockets.check.harness.visit import Subject, Visit
from trio_sockets.check.harness.wire import PATIENCE, SETTLED, Wire
from trio_sockets.check.model.crash import CrashEvidence, crash_of
from trio_sockets.check.model.exit_status import ENDINGS, TYPED
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.opponents.responders import Responder
from trio_sockets.words import Words

TALKATIVE = 64 * 1024
"""The most bytes that are read from a client: a game needs a few dozen."""


class ClientHarness:
    """The harness of one script: an address for the client, its runs, and measurements.

    :param subject: the client under test.
    :param chance: a seeded random source, so that a run can be repeated.
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
        """The address where the client finds its server."""
        return TcpAddress(*self._socket.getsockname()[:2])

    async def visit(self, responder: Responder) -> Visit:
        """Start the client, and wait until it connects."""
        run = await self.start()
        typed_ahead = await self.type_ahead(run, responder)
        wire = await self._connected(run, within=START, starts=True)

        async def next_wire() -> Wire:
            return await self._connected(run, within=PATIENCE)

        visit = Visit(self.subject, run, wire, responder, self._typed, next_wire)
        visit.typed_ahead = typed_ahead
        return visit

    async def type_ahead(self, run: Run, responder: Responder) -> bool:
        """Type a message before the client connects, if each has its own connection."""
        line = responder.typing() if self.subject.types_ahead else None
        if line is None:
            return False
        self._typed.append(line)
        await run.type_line(line)
        return True

    async def _connected(self, run: Run, within: float, *, starts: bool = False) -> Wire:
        stream = await self._accept(run, within, starts=starts)
        most = MOST if self.subject.service == "echo" else TALKATIVE
        # This wire only reads bytes: `Visit` finds the messages, even if they have no newlines.
        wire = Wire(
            stream,
            self.dialect,
            self._began,
            most=most,
            reader=MessageReader(Framing.LINE),
            work=Work(run.pid),
        )
        self._wires.append(wire)
        return wire

    async def start(self) -> Run:
        """Start the client.

        :raises CannotStartError: the command cannot be run.
        """
        run = await self.subject.launcher.start(self.address)
        self._runs.append(run)
        return run

    def stop_listening(self) -> None:
        """Refuse connections from now on, but keep the port bound, so that it stays ours."""
        address = self.address
        self._socket.close()
        self._socket = bound(address)

    def transcript(self) -> Transcript:
        """Return the transcript so far."""
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
        """Close everything that is still open."""
        self._socket.close()
        for wire in self._wires:
            wire.drop()
        for run in self._runs:
            run.stop()

    def gone(self) -> Words | None:
        """Say how the last run ended; None if its exit code is 0 or it still runs."""
        if not self._runs or self._runs[-1].ending().exit_code in {None, 0}:
            return None
        return self._runs[-1].describe_end()

    def crash(self) -> CrashEvidence | None:
        """Return the evidence that one of the runs crashed; None if none did."""
        crashes = (crash_of(run.ending(), any_code=False) for run in self._runs)
        return next((crash for crash in crashes if crash is not None), None)

    async def _accept(self, run: Run, within: float, *, starts: bool) -> trio.SocketStream:
        """Wait for the client, unless it ends without connecting.

        :param within: seconds to wait for it.
        :param starts: it has just been started: see `Run.ended`.
        """
        connected: list[trio.SocketStream] = []

        async def accept() -> None:
            stream, _ = await self._socket.accept()
            connected.append(trio.SocketStream(stream))
            nursery.cancel_scope.cancel()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(accept)
            await run.ended(within=within, starts=starts)
            await trio.sleep(SETTLED)  # it may have connected just before its end
            nursery.cancel_scope.cancel()
        if not connected:
            raise StopScript
        return connected[0]


def bound(address: TcpAddress) -> trio.socket.SocketType:
    """Return a socket that is bound to an address, but does not listen.

    :raises OSError: the address cannot be bound.
    """
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    family, kind, protocol, _, place = min(found, key=lambda info: info[0] != socket.AF_INET)
    plain = socket.socket(family, kind, protocol)
    try:
        if sys.platform != "win32":  # where this option lets others take the port, too
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        plain.bind(place)
    except BaseException:
        plain.close()
        raise
    return trio.socket.from_stdlib_socket(plain)
