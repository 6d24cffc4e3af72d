"""The server under test: one that runs somewhere, or a command that the checker starts."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import trio

from trio_sockets.address import Address, TcpAddress
from trio_sockets.check.connecting import open_stream, until_free, with_free_port
from trio_sockets.check.placeholders import fill
from trio_sockets.check.process import CannotStartError, Program, Starter, running

START = 10.0
"""Seconds that a command may take until it listens: a compiler or a virtual machine may start."""

_RETRY = 0.02


class Target:
    """The server under test.

    :param address: where it listens. On port 0, the checker chooses a port for every start.
    :param command: starts it; ``{host}`` and ``{port}`` stand for the address, ``{address}`` for
        both. None if it runs already.
    :param starter: runs the command.
    """

    def __init__(
        self,
        nursery: trio.Nursery,
        address: Address,
        command: Sequence[str] | None = None,
        starter: Starter = running,
    ) -> None:
        self.start_soon = nursery.start_soon
        """Has something done meanwhile, for as long as there is this target."""
        self._nursery = nursery
        self._starter = starter
        self._wanted = address
        self._ended: trio.Event | None = None
        self._scope = trio.CancelScope()
        self._has_listened = command is None
        self.address = address
        self.command = command
        self.program: Program | None = None
        self.clients = 0
        """How many connections the program has had since its start."""
        self.serves_again = True
        """Whether it serves another client after its first. If it does not, as a check has found
        out, a new program is started for each, so that all else can be looked at."""

    @property
    def has_fixed_port(self) -> bool:
        """Whether every start of the command is at the same port."""
        chosen = isinstance(self._wanted, TcpAddress) and self._wanted.port == 0
        return self.command is not None and not chosen

    @property
    def words(self) -> list[str]:
        """The command's words, with its address in them; none if there is no command."""
        return fill(self.command or (), self.address)

    async def make_ready(self) -> None:
        """See that the command runs, if there is one.

        :raises CannotStartError: it cannot be run.
        """
        spent = self.clients > 0 and not self.serves_again
        if spent or self.program is None or self.program.exit_code is not None:
            await self.restart()

    async def restart(self, *, same_port: bool = False) -> None:
        """Start the command anew, if there is one.

        :param same_port: at the port that it had. Right after its end, with a connection that it
            closed first, this is the test of ``SO_REUSEADDR``.
        :raises CannotStartError: it cannot be run, or something else has its port.
        """
        if self.command is None:
            return
        await self.stop()
        if not same_port:
            self.address = with_free_port(self._wanted)
            await until_free(self.address)
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
        """Connect. A command that has just been started is given time to listen.

        No connection is spent on looking whether it listens: a server that serves one client only
        has it for the check.

        :param narrow: as `trio_sockets.check.connecting.open_stream` has it.
        :raises OSError: nobody listens.
        """
        limit = trio.current_time() + START
        while True:
            try:
                stream = await open_stream(self.address, narrow=narrow)
            except OSError:
                gone = self.program is None or self.program.exit_code is not None
                if self._has_listened or gone or trio.current_time() > limit:
                    raise
                await trio.sleep(_RETRY)
            else:
                self._has_listened = True
                self.clients += 1
                return stream

    async def _keep(self, command: Sequence[str], *, task_status: trio.TaskStatus[object]) -> None:
        """Run the command in a task of its own, as scripts are cancelled."""
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
    address: Address, command: Sequence[str] | None, starter: Starter = running
) -> AsyncIterator[Target]:
    """Have a target for as long as the block lasts, and end its command afterwards."""
    async with trio.open_nursery() as nursery:
        target = Target(nursery, address, command, starter)
        try:
            yield target
        finally:
            nursery.cancel_scope.cancel()
