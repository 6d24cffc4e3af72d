"""Starting a student's program under trace."""

import os
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import final

import trio

from trio_sockets.check.harness.programs.process import RunningProgram, Starter
from trio_sockets.signal_names import signal_name
from trio_sockets.trace.choosing import choose, title_of
from trio_sockets.trace.model.events import Event, Exit
from trio_sockets.trace.model.events import Program as ProgramBegins
from trio_sockets.trace.sources.python_programs import watch_python
from trio_sockets.trace.sources.system_call_programs import watch_calls
from trio_sockets.words import Words


@final
class TracedStarter:
    """Runs commands with another `Starter`, and traces their calls.

    :param role: the role of the program: ``server`` or ``client``. From its second run on, a number
        follows the role.
    :param starter: runs the commands.
    :param emit: called with each event.
    :param folder: the working folder; None is the current one.
    :param has_launcher: whether the starter starts another program, which starts the student's
        program, and must not be traced itself.
    """

    def __init__(
        self,
        role: str,
        starter: Starter,
        emit: Callable[[Event], None],
        *,
        folder: Path | None = None,
        has_launcher: bool = False,
    ) -> None:
        self._role = role
        self._starter = starter
        self._emit = emit
        self._folder = folder or Path()
        self._has_launcher = has_launcher
        self._runs = 0
        self._unseen: Words | None = None

    @property
    def unseen(self) -> Words | None:
        """Why the program's calls cannot be traced here; None if they can."""
        return self._unseen

    @asynccontextmanager
    async def __call__(
        self,
        command: Sequence[str],
        *,
        typing: bool = False,
        environment: dict[str, str] | None = None,
    ) -> AsyncIterator[RunningProgram]:
        """See `Starter`."""
        self._runs += 1
        name = self._role if self._runs == 1 else f"{self._role} {self._runs}"
        choice = await choose(self._as_seen_from_here(command), None)
        async with AsyncExitStack() as stack:
            words, added = list(command), dict(environment or {})
            match choice.by:
                case "python":
                    watch = await stack.enter_async_context(
                        watch_python(name, self._emit, {**os.environ, **added})
                    )
                    words = [*self._setting(watch.environment), *words]
                    added |= {} if self._has_launcher else watch.environment
                case "calls":
                    begin = await stack.enter_async_context(watch_calls(name, self._emit))
                    words = [*begin, *words]
                case "relay":
                    self._unseen = choice.reason
            means = "none" if choice.by == "relay" else choice.by
            self._emit(ProgramBegins(time.time(), name, title_of(command), means))
            program = await stack.enter_async_context(
                self._starter(words, typing=typing, environment=added)
            )
            async with trio.open_nursery() as nursery:
                if choice.by == "python":
                    nursery.start_soon(self._tell_end, name, program)
                yield program
                nursery.cancel_scope.cancel()

    def _as_seen_from_here(self, command: Sequence[str]) -> list[str]:
        """Return the command; if it names its program with a folder, with an absolute path."""
        program, *words = command
        has_folder = Path(program).name != program
        return [str((self._folder / program).absolute()) if has_folder else program, *words]

    def _setting(self, environment: Mapping[str, str]) -> list[str]:
        """Return the words that set variables only for the program, not for its launcher."""
        if not self._has_launcher or os.name == "nt":
            return []
        return ["env", *(f"{name}={value}" for name, value in environment.items())]

    async def _tell_end(self, name: str, program: RunningProgram) -> None:
        await program.ended()
        code = program.exit_code
        if code is not None and code < 0:
            self._emit(Exit(time.time(), name, signal=signal_name(-code) or str(-code)))
        else:
            self._emit(Exit(time.time(), name, code))
