"""The server under test: already running, or a command that the checker starts."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import trio

from trio_sockets.address import Address, TcpAddress
from trio_sockets.check.dialect.patterns import Pattern
from trio_sockets.check.files.placeholders import fill
from trio_sockets.check.harness.connecting import open_stream, until_free, with_free_port
from trio_sockets.check.harness.programs.process import (
    CannotStartError,
    RunningProgram,
    Starter,
    running,
)
from trio_sockets.check.harness.programs.resources import listening_at
from trio_sockets.check.harness.starting import Start
from trio_sockets.words import Words

_RETRY = 0.02


class Target:
    """The server under test.

    :param address: where it listens. With port 0, the checker chooses a port for each start.
    :param command: the command that starts it, with the placeholders ``{host}``, ``{port}`` and
        ``{address}``. None if it is already running.
    :param starter: a function that runs the command.
    :param say_that_it_waits: tells the user about a wait for the port; see `until_free`.
    """

    def __init__(
        self,
        nursery: trio.Nursery,
        address: Address,
        command: Sequence[str] | None = None,
        starter: Starter = running,
        say_that_it_waits: Callable[[Words], object] = lambda _words: None,
    ) -> None:
        self._say_that_it_waits = say_that_it_waits
        self.start_soon = nursery.start_soon
        """Runs background tasks for as long as this target exists."""
        self._nursery = nursery
        self._starter = starter
        self._wanted = address
        self._ended: trio.Event | None = None
        self._scope = trio.CancelScope()
        self._has_listened = command is None
        self.address = address
        self.command = command
        self.program: RunningProgram | None = None
        self.clients = 0
        """How many connections the program has had since its start."""
        self.asked_at = 0.0
        """When the connection that was opened last was asked for: the attempt that succeeded."""
        self.one_message = False
        """Whether a check found that it closes after its first reply. If so, each later message has
        its own connection, so that other checks can still run.
        """
        self.passed_over: tuple[Pattern, ...] = ()
        """What a check found that it says besides its replies, such as an empty line. Later checks
        pass over that, so that they can still run.
        """
        self.has_banner = False
        """Whether it says one line before an echo, likewise."""
        self.ends_after: int | None = None
        """After how many clients it ends by itself, as a check found. If it does, the program is
        restarted before that, so that other checks can still run.
        """
        self.serves_again = True
        """Whether it serves another client after the first. If a check found that it does not, the
        program is restarted for each client, so that other checks can still run.
        """

    @property
    def has_fixed_port(self) -> bool:
        """Whether each start of the command uses the same port."""
        chosen = isinstance(self._wanted, TcpAddress) and self._wanted.port == 0
        return self.command is not None and not chosen

    @property
    def is_stopped(self) -> bool:
        """Whether the command does not run, or the checker itself ended it."""
        return self._ended is None

    @property
    def is_spent(self) -> bool:
        """Whether it has served so many clients that it is about to end."""
        return self.ends_after is not None and self.clients >= self.ends_after

    @property
    def words(self) -> list[str]:
        """The words of the command, with its address in them; empty without a command."""
        return fill(self.command or (), self.address)

    def pass_over(self, *patterns: Pattern) -> None:
        """Pass over what the program says besides its replies, in all that follows."""
        self.passed_over = patterns

    async def make_ready(self) -> None:
        """Start the command, unless it runs already.

        :raises CannotStartError: the command cannot be run.
        """
        spent = self.is_spent or (self.clients > 0 and not self.serves_again)
        if spent or self.program is None or self.program.exit_code is not None:
            await self.restart()

    async def restart(self, *, same_port: bool = False) -> None:
        """Restart the command, if there is one.

        :param same_port: use the same port again. Directly after the program closed a connection
            first and ended, this tests ``SO_REUSEADDR``.
        :raises CannotStartError: the command cannot be run, or another program has its port.
        """
        if self.command is None:
            return
        await self.stop()
        if not same_port:
            self.address = with_free_port(self._wanted)
            await until_free(self.address, self._say_that_it_waits)
        self.clients = 0
        self._has_listened = False
        outcome = await self._nursery.start(self._keep, self.words)
        if isinstance(outcome, CannotStartError):
            raise outcome
        self.program = outcome

    async def stop(self) -> None:
        """End the command, if it runs."""
        if self._ended is not None:
            self._scope.cancel()
            await self._ended.wait()
            self._ended = None

    async def open(self, *, narrow: bool = False) -> trio.SocketStream:
        """Connect. A command that was just started gets time to listen.

        It makes no trial connection, because a server may serve only one client.

        :param narrow: see `trio_sockets.check.harness.connecting.open_stream`.
        :raises OSError: no program listens there.
        """
        start = Start(self.program.pid if self.program else 0, listening_at)
        while True:
            asked_at = trio.current_time()
            try:
                stream = await open_stream(self.address, narrow=narrow)
            except OSError:
                gone = self.program is None or self.program.has_ended_for_good()
                if self._has_listened or gone or start.is_over():
                    raise
                await trio.sleep(_RETRY)
            else:
                self._has_listened = True
                self.asked_at = asked_at
                self.clients += 1
                return stream

    async def _keep(self, command: Sequence[str], *, task_status: trio.TaskStatus[object]) -> None:
        """Run the command in its own task, which a cancelled script does not end."""
        self._ended, self._scope = trio.Event(), trio.CancelScope()
        ended = self._ended
        try:
            with self._scope:
                async with self._starter(command) as program:
                    task_status.started(program)
                    await trio.sleep_forever()
        except CannotStartError as error:
            task_status.started(error)
        finally:
            ended.set()


@asynccontextmanager
async def open_target(
    address: Address,
    command: Sequence[str] | None,
    starter: Starter = running,
    say_that_it_waits: Callable[[Words], object] = lambda _words: None,
) -> AsyncIterator[Target]:
    """Open a target for the duration of the block, and end its command afterwards.

    :param say_that_it_waits: see `Target`, also for the other parameters.
    """
    async with trio.open_nursery() as nursery:
        target = Target(nursery, address, command, starter, say_that_it_waits)
        try:
            yield target
        finally:
            nursery.cancel_scope.cancel()
