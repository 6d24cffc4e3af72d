"""The server under test: one that runs somewhere, or a command that the checker starts."""

import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import trio

from trio_sockets.address import Address, TcpAddress, UnixAddress
from trio_sockets.check.process import CannotStartError, Program, running

START = 10.0
"""Seconds that a command may take until it listens: a compiler or a virtual machine may start."""

_RETRY = 0.02


class Target:
    """The server under test.

    :param address: where it listens. On port 0, the checker chooses a port for every start.
    :param command: starts it; ``{host}`` and ``{port}`` stand for the address, ``{address}`` for
        both. None if it runs already.
    """

    def __init__(
        self, nursery: trio.Nursery, address: Address, command: Sequence[str] | None = None
    ) -> None:
        self._nursery = nursery
        self._wanted = address
        self._ended: trio.Event | None = None
        self._scope = trio.CancelScope()
        self._has_listened = command is None
        self.address = address
        self.command = command
        self.program: Program | None = None

    @property
    def words(self) -> list[str]:
        """The command's words, with its address in them; none if there is no command."""
        values = _placeholders(self.address)
        return [_filled(word, values) for word in self.command or ()]

    async def make_ready(self) -> None:
        """See that the command runs, if there is one.

        :raises CannotStartError: it cannot be run.
        """
        if self.program is None or self.program.exit_code is not None:
            await self.restart()

    async def restart(self, *, same_port: bool = False) -> None:
        """Start the command anew, if there is one.

        :param same_port: at the port that it had. Right after its end, with a connection that it
            closed first, this is the test of ``SO_REUSEADDR``.
        :raises CannotStartError: it cannot be run.
        """
        if self.command is None:
            return
        await self.stop()
        if not same_port:
            self.address = _with_free_port(self._wanted)
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

    async def open(self) -> trio.SocketStream:
        """Connect. A command that has just been started is given time to listen.

        No connection is spent on looking whether it listens: a server that serves one client only
        has it for the check.

        :raises OSError: nobody listens.
        """
        limit = trio.current_time() + START
        while True:
            try:
                stream = await _open(self.address)
            except OSError:
                gone = self.program is None or self.program.exit_code is not None
                if self._has_listened or gone or trio.current_time() > limit:
                    raise
                await trio.sleep(_RETRY)
            else:
                self._has_listened = True
                return stream

    async def _keep(self, command: Sequence[str], *, task_status: trio.TaskStatus[object]) -> None:
        """Run the command in a task of its own, as scripts are cancelled."""
        self._ended, self._scope = trio.Event(), trio.CancelScope()
        ended = self._ended
        try:
            with self._scope:
                async with running(command) as program:
                    task_status.started(program)
                    await trio.sleep_forever()
        except CannotStartError as error:
            task_status.started(error)
        finally:
            ended.set()


@asynccontextmanager
async def open_target(address: Address, command: Sequence[str] | None) -> AsyncIterator[Target]:
    """Have a target for as long as the block lasts, and end its command afterwards."""
    async with trio.open_nursery() as nursery:
        target = Target(nursery, address, command)
        try:
            yield target
        finally:
            nursery.cancel_scope.cancel()


async def _open(address: Address) -> trio.SocketStream:
    match address:
        case TcpAddress(host, port):
            return await trio.open_tcp_stream(host, port)
        case UnixAddress(path):
            return await trio.open_unix_socket(path)


def _with_free_port(address: Address) -> Address:
    if not isinstance(address, TcpAddress) or address.port:
        return address
    [(family, *_), *_] = socket.getaddrinfo(address.host, None, type=socket.SOCK_STREAM)
    with socket.socket(family) as taken:
        taken.bind((address.host, 0))
        return TcpAddress(address.host, taken.getsockname()[1])


def _placeholders(address: Address) -> dict[str, Any]:
    values: dict[str, Any] = {"{address}": str(address)}
    if isinstance(address, TcpAddress):
        values |= {"{host}": address.host, "{port}": address.port}
    return values


def _filled(word: str, values: dict[str, Any]) -> str:
    for name, value in values.items():
        word = word.replace(name, str(value))
    return word
