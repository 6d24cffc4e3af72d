"""The harness of a server's check."""

import random

import trio

from trio_sockets.address import TcpAddress
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.harness.programs.process import RunningProgram
from trio_sockets.check.harness.programs.resources import Resources, listening_at, resources_of
from trio_sockets.check.harness.programs.starving import Work
from trio_sockets.check.harness.target import Target
from trio_sockets.check.harness.wire import Wire
from trio_sockets.check.model.crash import CrashEvidence, crash_of
from trio_sockets.check.model.exit_status import ExitStatus
from trio_sockets.check.model.server_end import SERVER_END, ServerEnd, server_end
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.system_errors import first_attempt, in_system_words
from trio_sockets.words import Words


class ServerHarness:
    """The harness of one script: connections, the program, a random source, and measurements.

    :param target: the server under test.
    :param chance: a seeded random source, so that a run can be repeated.
    """

    def __init__(self, target: Target, dialect: Dialect, chance: random.Random) -> None:
        self.target = target
        self._spoken = dialect
        self.passed_over = target.passed_over
        self.has_banner = target.has_banner
        self.chance = chance
        self.facts: dict[str, object] = {}
        self._wires: list[Wire] = []
        self._program = target.program
        self._printed = target.program.printed if target.program else 0
        self._began = trio.current_time()

    @property
    def dialect(self) -> Dialect:
        """The dialect, with what is known of the program.

        It may close after one message, or say something besides its replies.
        """
        spoken = self._spoken.passing_over(*self.passed_over)
        if self.has_banner:
            spoken = spoken.behind_a_banner()
        return spoken.with_one_message() if self.target.one_message else spoken

    @dialect.setter
    def dialect(self, dialect: Dialect) -> None:
        self._spoken = dialect

    @property
    def one_message(self) -> bool:
        """Whether each message has its own connection."""
        return self.dialect.flow.one_message

    async def connect(self, *, narrow: bool = False) -> Wire:
        """Open a connection. If it is refused, the `Wire` records the reason and ends the script.

        :param narrow: as in `trio_sockets.check.harness.target.Target.open`.
        """
        if (self.target.clients and not self.target.serves_again) or (
            self.target.is_spent and not any(wire.is_open for wire in self._wires)
        ):
            await self.target.restart()
        place = len(self._wires)
        self._wires.append(Wire(None, self.dialect, self._began))
        program = self.target.program
        try:
            stream = await self.target.open(narrow=narrow)
        except OSError as error:
            address = self.target.address
            elsewhere = () if program is None else listening_at(program.pid)
            port = address.port if isinstance(address, TcpAddress) else None
            self._wires[place].refused(in_system_words(first_attempt(error)), elsewhere, port)
        else:
            spares_port = self.target.has_fixed_port
            self._wires[place] = Wire(
                stream,
                self.dialect,
                self._began,
                spares_port=spares_port,
                asked_at=self.target.asked_at,
                work=None if program is None else Work(program.pid),
            )
        return self._wires[place]

    def resources(self) -> Resources | None:
        """Measure the program's resources; None if the checker did not start it."""
        program = self.target.program
        return None if program is None else resources_of(program.pid)

    async def ended(self, within: float) -> int | None:
        """Return the exit code of a program that ended by itself; None if it still runs.

        :param within: seconds to wait for its end.
        """
        program = self.target.program
        if program is None:
            return None
        with trio.move_on_after(within):
            await program.ended()
        return program.exit_code

    def transcript(self) -> Transcript:
        """Return the transcript so far."""
        return Transcript(
            conversations=tuple(wire.conversation() for wire in self._wires),
            dialect=self.dialect,
            facts={**self.facts, **self._end()},
        )

    def _end(self) -> dict[str, object]:
        """Return how the program ended, or what it printed if a part of it crashed."""
        program = self.target.program
        if program is None or self.target.is_stopped:
            return {}
        code = program.exit_code
        if code == 0 and (not self.target.serves_again or program.goes_on_in_background()):
            return {}  # another check has reported that it serves one client, or is a daemon
        end = ServerEnd(code, self._output(program), self.target.clients)
        return {} if code is None and end.crash is None else {SERVER_END: end}

    def _output(self, program: RunningProgram) -> bytes:
        """Return what it has printed since the check began, if it was not restarted."""
        return program.output_since(self._printed if program is self._program else 0)

    def close(self) -> None:
        """Close everything that is still open."""
        end = server_end(self.transcript())
        if end is not None and end.ended_by_itself:
            self.target.ends_after = max(1, end.clients - 1)  # the last may have come too late
        for wire in self._wires:
            if self.target.has_fixed_port:
                self.target.start_soon(wire.leave)
            else:
                wire.drop()

    def gone(self) -> Words | None:
        """Say how the program ended by itself, or what it has printed during the check."""
        program = self.target.program
        if program is None:
            return None
        if program.exit_code is not None:
            return program.describe_end()
        return program.describe_output(self._printed if program is self._program else 0)

    def crash(self) -> CrashEvidence | None:
        """Return the evidence that the program crashed during the check; None if it did not."""
        program = self.target.program
        if program is None or self.target.is_stopped:
            return None
        status = ExitStatus(exit_code=program.exit_code, output=self._output(program))
        return crash_of(status, any_code=True)
