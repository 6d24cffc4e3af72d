"""Being the server of a client to learn how it is spoken to: only the I/O; a course decides."""

import contextlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import final

import trio

from trio_sockets.address import TcpAddress
from trio_sockets.check.harness.client_harness import bound
from trio_sockets.check.harness.launcher import Launcher, Run, open_launcher
from trio_sockets.check.harness.programs.process import CannotStartError, Starter, running
from trio_sockets.check.harness.scenario import GuessSource, Scenario
from trio_sockets.check.harness.starting import START
from trio_sockets.check.harness.visit import ANYWHERE
from trio_sockets.check.learn.clients.candidates import strings_in
from trio_sockets.check.learn.clients.course import LearnedClient, client_course
from trio_sockets.check.learn.conversing import follow, take_turns
from trio_sockets.check.learn.games.first import named_by
from trio_sockets.check.learn.heard.record import PlayedTalk, PlayedTurn
from trio_sockets.check.learn.planned import PlannedTalk
from trio_sockets.check.learn.playing import LONGEST, MOST, QUIET, LearnError
from trio_sockets.words import Words, say

_LOOK = 0.1
"""Seconds between two looks at whether the client waits for its player."""

_ENDS = 0.5
"""Seconds in which a client ends after it has closed."""

_LARGEST = 256 * 1024
_FILES = 20
"""How much of a program's text is read: bytes of a file, and files of a folder."""

_TYPED = 50
"""The first number that is typed; each time, one more."""


async def play_client(
    command: Sequence[str],
    scenario: Scenario,
    address: TcpAddress | None = None,
    *,
    starter: Starter = running,
    seconds: float = LONGEST,
) -> LearnedClient:
    """Play with a client.

    :param scenario: how it is told where its server is.
    :param address: where the checker listens; None: on a free port.
    :param seconds: the time limit for all conversations together.
    :raises LearnError: it does not connect.
    :raises CannotStartError: the program cannot be run.
    :raises OSError: the checker cannot listen there.
    """
    strings = strings_in(await trio.to_thread.run_sync(_text_of, command))
    async with open_launcher(command, scenario, GuessSource.TYPED, starter) as launcher:
        server = _Server(launcher, address or scenario.listen or ANYWHERE)
        try:
            course = client_course(strings, lambda: server.has_typed)
            return await follow(course, server.hold, seconds)
        except (LearnError, CannotStartError) as error:
            problem = error  # the launcher would raise a group of errors
    raise problem


@final
class _Server:
    def __init__(self, launcher: Launcher, address: TcpAddress) -> None:
        self._launcher = launcher
        self._address = address
        self.has_typed = False
        self._typed = 0

    async def hold(self, plan: PlannedTalk) -> PlayedTalk:
        """Hold one conversation with a new run of the client."""
        self._typed = 0
        listener = bound(self._address)
        listener.listen()
        run: Run | None = None
        try:
            run = await self._launcher.start(TcpAddress(*listener.getsockname()[:2]))
            stream = await _accepted(listener, run)
            if stream is None:
                raise LearnError(_unconnected(run))
            try:
                hear = partial(self._hear, stream, plan.patience, run)
                opening = PlayedTurn(None, *await hear())
                turns = await take_turns(stream, plan, opening, hear)
                if turns[-1].ended:
                    await run.ended(within=_ENDS)
                return PlayedTalk(plan.sends, tuple(turns), run.ending().exit_code)
            finally:
                stream.socket.close()
        finally:
            listener.close()
            if run is not None:
                run.stop()
                await self._launcher.all_ended()

    async def _hear(
        self, stream: trio.SocketStream, patience: float, run: Run
    ) -> tuple[bytes, bool]:
        """Receive until the client is silent, and type for its player if it waits for one."""
        data, waited, looks = bytearray(), 0.0, 0
        while len(data) < MOST:
            within = QUIET if data else _LOOK
            with trio.move_on_after(within):
                try:
                    chunk = await stream.receive_some(MOST)
                except trio.BrokenResourceError:
                    chunk = b""
                if not chunk:
                    return bytes(data), True
                data += chunk
                continue
            if data:
                return bytes(data), False
            waited += within
            looks = looks + 1 if run.waits_for_input() else 0
            if looks > 1:
                looks, waited = 0, 0.0
                await self._type(run)
                if self._typed > _TYPED:
                    return b"", False
            if waited >= patience:
                return b"", False
        raise LearnError(
            say("nothing can be learned: the program sends without an end, whatever is sent to it")
        )

    async def _type(self, run: Run) -> None:
        shown = run.ending().output.decode(errors="replace")
        name = named_by(shown, []) if not self._typed else None
        await run.type_line(name.text if name is not None else str(_TYPED + self._typed))
        self._typed += 1
        self.has_typed = True


def _unconnected(run: Run) -> Words:
    if run.over:
        end = run.describe_end()
        return say("nothing can be learned: it does not connect: {end}", end=end)
    return say("nothing can be learned: it does not connect")


async def _accepted(listener: trio.socket.SocketType, run: Run) -> trio.SocketStream | None:
    """Return the connection of a client; None if it does not connect."""
    connected: list[trio.SocketStream] = []

    async def accept() -> None:
        stream, _ = await listener.accept()
        connected.append(trio.SocketStream(stream))
        nursery.cancel_scope.cancel()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(accept)
        await run.ended(within=START, starts=True)
        await trio.sleep(QUIET)
        nursery.cancel_scope.cancel()
    return connected[0] if connected else None


def _text_of(command: Sequence[str]) -> str:
    """Return the text of the program's files, as far as its command names them."""
    texts = []
    for word in command[1:] if len(command) > 1 else command:
        path = Path(word)
        with contextlib.suppress(OSError, ValueError):
            files = sorted(path.iterdir())[:_FILES] if path.is_dir() else [path]
            texts += [
                file.read_bytes().decode(errors="replace")
                for file in files
                if file.is_file() and file.stat().st_size <= _LARGEST
            ]
    return "\n".join(texts)
