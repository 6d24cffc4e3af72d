"""Starting the client under test, once or several times for a check."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import trio

from trio_sockets.address import TcpAddress
from trio_sockets.check.ending import Ending
from trio_sockets.check.placeholders import fill
from trio_sockets.check.process import CannotStartError, Program, Starter, running
from trio_sockets.check.resources import processor_seconds_of, processor_share_of
from trio_sockets.check.scenario import Player, Scenario
from trio_sockets.check.words import Words


class Run:
    """One run of a client.

    :param program: which runs.
    :param scope: of the task that keeps it.
    """

    def __init__(self, program: Program, scope: trio.CancelScope) -> None:
        self._program = program
        self._scope = scope
        self._printed_before = b""
        self._awaited = 0.0
        self._busy = 0.0

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self._program.exit_code is not None

    async def type_line(self, line: str) -> None:
        """Type a line at its keyboard. If it reads no more, the line is lost."""
        await self._program.type_in(line.encode() + b"\n")

    async def end_typing(self) -> None:
        """Let it find the end of its standard input."""
        await self._program.end_typing()

    def mark(self) -> None:
        """Tell what it prints from now on from what it has printed."""
        self._printed_before = self._program.output

    async def ended(self, *, within: float) -> None:
        """Wait for its end.

        :param within: seconds to wait at most.
        """
        began, used = trio.current_time(), processor_seconds_of(self._program.pid)
        with trio.move_on_after(within):
            await self._program.ended()
        self._awaited = within
        self._busy = self._share(began, used)

    async def busy(self, seconds: float) -> float:
        """Return the share of a processor that it uses for so many seconds; 0 once it has ended."""
        return await processor_share_of(self._program.pid, seconds)

    def ending(self) -> Ending:
        """Return how it ended, as far as it has."""
        output = self._program.output
        return Ending(
            exit_code=self._program.exit_code,
            output=output,
            last_words=output.removeprefix(self._printed_before),
            awaited=self._awaited,
            busy=self._busy,
        )

    def describe_end(self) -> Words:
        """Say how it ended, and the last that it printed."""
        return self._program.describe_end()

    def stop(self) -> None:
        """End it, soon."""
        self._scope.cancel()

    def _share(self, began: float, used: float) -> float:
        seconds = trio.current_time() - began
        if self.over or not seconds:
            return 0.0
        return max(0.0, processor_seconds_of(self._program.pid) - used) / seconds


class Launcher:
    """Starts a client, and ends what it started.

    :param nursery: where the runs are kept: a script's own would end with the script.
    :param command: starts the client; see `Scenario` for what may stand for the address.
    :param starter: runs the command.
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
        """Start it, with what its scenario types first.

        :param address: where its server is.
        :raises CannotStartError: it cannot be run.
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
        """Wait until no run lives: an earlier one must not meet a later one's server."""
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
    command: Sequence[str], scenario: Scenario, player: Player, starter: Starter = running
) -> AsyncIterator[Launcher]:
    """Have a launcher for as long as the block lasts, and end what it started afterwards."""
    async with trio.open_nursery() as nursery:
        try:
            typed = player is Player.TYPED
            yield Launcher(nursery, command, scenario, typed=typed, starter=starter)
        finally:
            nursery.cancel_scope.cancel()
