"""Starts the client under test, once or several times for a check."""

import math
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import trio

from trio_sockets.address import TcpAddress
from trio_sockets.check.files.placeholders import fill
from trio_sockets.check.harness.programs.process import (
    CannotStartError,
    RunningProgram,
    Starter,
    running,
)
from trio_sockets.check.harness.programs.resources import processor_seconds_of, processor_share_of
from trio_sockets.check.harness.programs.standard_input import waits_for_input
from trio_sockets.check.harness.scenario import GuessSource, Scenario
from trio_sockets.check.harness.starting import Start
from trio_sockets.check.model.exit_status import ExitStatus
from trio_sockets.words import Words

_LOOK = 0.1
"""Seconds between two looks at a client that starts."""


class Run:
    """One run of a client.

    :param program: the running program.
    :param scope: the cancel scope of the task that supervises it.
    """

    def __init__(self, program: RunningProgram, scope: trio.CancelScope) -> None:
        self._program = program
        self._scope = scope
        self._printed_before = b""
        self._awaited = 0.0
        self._busy = 0.0

    @property
    def pid(self) -> int:
        """Its process."""
        return self._program.pid

    @property
    def over(self) -> bool:
        """Whether the run has ended."""
        return self._program.exit_code is not None

    async def type_line(self, line: str) -> None:
        """Write a line to its standard input. If it has closed that, the line is lost."""
        await self._program.type_in(line.encode() + b"\n")

    async def end_typing(self) -> None:
        """Close its standard input."""
        await self._program.end_typing()

    def mark(self) -> None:
        """Separate what it prints from now on from what it printed before."""
        self._printed_before = self._program.output

    async def ended(self, *, within: float, starts: bool = False) -> None:
        """Wait until the run has ended.

        :param within: the most seconds to wait.
        :param starts: it has just been started, and gets more time if it is still at work then.
        """
        began, used = trio.current_time(), processor_seconds_of(self._program.pid)
        start = Start(self._program.pid)
        with trio.move_on_after(within):
            await self._program.ended()
        self._awaited = within
        while starts and not self.over and not start.is_over():
            with trio.move_on_after(_LOOK):
                await self._program.ended()
            self._awaited = math.ceil(trio.current_time() - began)
        self._busy = self._share(began, used)

    async def busy(self, seconds: float) -> float:
        """Measure for some seconds what share of a processor it uses; 0 once it has ended."""
        return await processor_share_of(self._program.pid, seconds)

    def waits_for_input(self) -> bool:
        """Tell whether it is blocked in a read of its input; False if the system cannot tell."""
        return not self.over and waits_for_input(self._program.pid)

    def ending(self) -> ExitStatus:
        """Return its exit status so far."""
        output = self._program.output
        return ExitStatus(
            exit_code=self._program.exit_code,
            output=output,
            last_words=output.removeprefix(self._printed_before),
            awaited=self._awaited,
            busy=self._busy,
        )

    def describe_end(self) -> Words:
        """Say how it ended, with the end of its output."""
        return self._program.describe_end()

    def stop(self) -> None:
        """Cancel the task that supervises it, which ends it soon."""
        self._scope.cancel()

    def _share(self, began: float, used: float) -> float:
        seconds = trio.current_time() - began
        if self.over or not seconds:
            return 0.0
        return max(0.0, processor_seconds_of(self._program.pid) - used) / seconds


class Launcher:
    """Starts runs of a client, and ends them.

    :param nursery: the nursery of the runs, which outlives a script.
    :param command: the command that starts the client; see `Scenario` for its placeholders.
    :param starter: a function that runs the command.
    """

    def __init__(
        self,
        nursery: trio.Nursery,
        command: Sequence[str],
        scenario: Scenario,
        *,
        typed: bool,
        starter: Starter = running,
    ) -> None:
        self._nursery = nursery
        self._command = command
        self._scenario = scenario
        self._typed = typed
        self._starter = starter
        self._ends: list[trio.Event] = []

    async def start(self, address: TcpAddress) -> Run:
        """Start the client, and type the first lines of its scenario.

        :param address: the address of its server.
        :raises CannotStartError: the command cannot be run.
        """
        run: Run | CannotStartError = await self._nursery.start(self._keep, address)
        if isinstance(run, CannotStartError):
            raise run
        for line in fill(self._scenario.first, address):
            await run.type_line(line)
        if not self._typed:
            await run.end_typing()
        return run

    async def all_ended(self) -> None:
        """Wait until all runs have ended, so that none connects to the next check's server."""
        while self._ends:
            await self._ends.pop().wait()

    async def _keep(
        self, address: TcpAddress, *, task_status: trio.TaskStatus[Run | CannotStartError]
    ) -> None:
        ended = trio.Event()
        self._ends.append(ended)
        environment = self._scenario.environment
        values = dict(zip(environment, fill(environment.values(), address), strict=True))
        try:
            with trio.CancelScope() as scope:
                async with self._starter(
                    fill(self._command, address),
                    typing=self._typed or bool(self._scenario.first),
                    environment=values,
                ) as program:
                    task_status.started(Run(program, scope))
                    await trio.sleep_forever()
        except CannotStartError as error:
            task_status.started(error)
        finally:
            ended.set()


@asynccontextmanager
async def open_launcher(
    command: Sequence[str], scenario: Scenario, player: GuessSource, starter: Starter = running
) -> AsyncIterator[Launcher]:
    """Open a launcher for the duration of the block, and end its runs afterwards."""
    async with trio.open_nursery() as nursery:
        try:
            typed = player is GuessSource.TYPED
            yield Launcher(nursery, command, scenario, typed=typed, starter=starter)
        finally:
            nursery.cancel_scope.cancel()
