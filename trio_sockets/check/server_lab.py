"""What the script of a server's check has at hand."""

import os
import random
import socket

import trio

from trio_sockets.check.dialect import Dialect
from trio_sockets.check.resources import Resources, resources_of
from trio_sockets.check.target import Target
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.wire import Wire
from trio_sockets.check.words import Words


class ServerLab:
    """What one script has: connections, the program, chance, and a place for measurements.

    :param target: the server under test.
    :param chance: seeded, so that a run can be repeated.
    """

    def __init__(self, target: Target, dialect: Dialect, chance: random.Random) -> None:
        self.target = target
        self.dialect = dialect
        self.chance = chance
        self.facts: dict[str, object] = {}
        self._wires: list[Wire] = []
        self._program = target.program
        self._printed = target.program.printed if target.program else 0
        self._began = trio.current_time()

    async def connect(self, *, narrow: bool = False) -> Wire:
        """Begin a conversation. If nobody takes it, its `Wire` knows why, and ends the script.

        :param narrow: as in `trio_sockets.check.target.Target.open`.
        """
        if self.target.clients and not self.target.serves_again:
            await self.target.restart()
        place = len(self._wires)
        self._wires.append(Wire(None, self.dialect, self._began))
        try:
            stream = await self.target.open(narrow=narrow)
        except OSError as error:
            self._wires[place].refused(_reason(error))
        else:
            spares_port = self.target.has_fixed_port
            self._wires[place] = Wire(stream, self.dialect, self._began, spares_port=spares_port)
        return self._wires[place]

    def resources(self) -> Resources | None:
        """Measure what the program holds; None if it is not ours to measure."""
        program = self.target.program
        return None if program is None else resources_of(program.pid)

    async def ended(self, within: float) -> int | None:
        """Return the program's exit code, once it has ended by itself; None if it goes on.

        :param within: seconds to wait for its end.
        """
        program = self.target.program
        if program is None:
            return None
        with trio.move_on_after(within):
            await program.ended()
        return program.exit_code

    def transcript(self) -> Transcript:
        """Return what has happened so far."""
        return Transcript(
            conversations=tuple(wire.conversation() for wire in self._wires),
            dialect=self.dialect,
            facts=dict(self.facts),
        )

    def close(self) -> None:
        """End what is still open."""
        for wire in self._wires:
            if self.target.has_fixed_port:
                self.target.start_soon(wire.leave)
            else:
                wire.drop()

    def gone(self) -> Words | None:
        """Say how the program ended, if it did so by itself, or what it has printed meanwhile."""
        program = self.target.program
        if program is None:
            return None
        if program.exit_code is not None:
            return program.describe_end()
        return program.describe_output(self._printed if program is self._program else 0)


def _reason(error: OSError) -> str:
    """Return the system's own words; Trio hides them behind those of all attempts."""
    several = error.__cause__  # one for each address of a name
    if isinstance(several, ExceptionGroup) and isinstance(several.exceptions[0], OSError):
        return _reason(several.exceptions[0])
    if error.errno is None or isinstance(error, socket.gaierror):
        return error.strerror or str(error)
    return os.strerror(error.errno)
