"""Runs a student's program, keeps its output, and ends it with all its children."""

import contextlib
import os
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Protocol

import trio

from trio_sockets.check.harness.programs.locale import utf8_locale
from trio_sockets.check.harness.programs.process_group import end_group, kill_group, open_group
from trio_sockets.check.harness.programs.runnable import why_not_runnable
from trio_sockets.check.harness.programs.strays import (
    VARIABLE,
    end_marked,
    marked_processes,
    new_mark,
)
from trio_sockets.signal_names import signal_name
from trio_sockets.system_errors import reason_of
from trio_sockets.words import Printed, ReadableError, Words, say

KEPT = 16 * 1024
"""How many of the last bytes of a program's output are kept, as it may print for ever."""

GRACE = 0.5
"""Seconds between SIGTERM and SIGKILL."""


class Starter(Protocol):
    """Runs a command for the duration of a block, like `running`."""

    def __call__(
        self,
        command: Sequence[str],
        *,
        typing: bool = False,
        environment: dict[str, str] | None = None,
    ) -> AbstractAsyncContextManager["RunningProgram"]:
        """See `running`."""


class CannotStartError(ReadableError):
    """The command cannot be run. Its text is one line with the reason."""


class RunningProgram:
    """A running program, in a process group of its own."""

    def __init__(self, process: trio.Process, grace: float, mark: str) -> None:
        self._has_printed_all = trio.Event()
        self._process = process
        self._grace = grace
        self._mark = mark
        self._output = bytearray()
        self._printed = 0

    @property
    def pid(self) -> int:
        """The id of the started process, which leads its group."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """The exit code; the negative number of a signal; None while it runs."""
        return self._process.poll()

    @property
    def output(self) -> bytes:
        """The end of what it printed, on both streams."""
        return bytes(self._output)

    @property
    def printed(self) -> int:
        """How many bytes it has printed so far, including those that were not kept."""
        return self._printed

    def output_since(self, printed: int) -> bytes:
        """Return what it has printed since, as far as it was kept.

        :param printed: an earlier value of `printed`.
        """
        return self.output[max(0, len(self._output) - (self._printed - printed)) :]

    def goes_on_in_background(self) -> bool:
        """Whether it has ended, and other processes of it still run, such as a daemon."""
        return self.exit_code is not None and bool(marked_processes(self._mark))

    def has_ended_for_good(self) -> bool:
        """Whether it has ended, and nothing of it goes on."""
        return self.exit_code is not None and not marked_processes(self._mark)

    async def ended(self) -> None:
        """Wait until it has ended and its output is complete."""
        await self._process.wait()
        with trio.move_on_after(GRACE):  # a child that still runs may hold the pipe open
            await self._has_printed_all.wait()

    async def type_in(self, data: bytes) -> None:
        """Write to its standard input. If it has closed that, the data is lost."""
        if self._process.stdin is not None:
            with contextlib.suppress(trio.BrokenResourceError, trio.ClosedResourceError):
                await self._process.stdin.send_all(data)

    async def end_typing(self) -> None:
        """Close its standard input."""
        if self._process.stdin is not None:
            await self._process.stdin.aclose()

    async def stop(self) -> None:
        """End it and all its children, first with SIGTERM, then with SIGKILL."""
        end_group(self._process)
        with trio.move_on_after(self._grace):
            await self._process.wait()
        kill_group(self._process)  # a child may still run
        await self._process.wait()
        await end_marked(self._mark)  # another may have left the group

    async def collect(self, stream: trio.abc.ReceiveStream) -> None:
        """Keep the end of what it prints, until it closes the pipe."""
        with contextlib.suppress(trio.BrokenResourceError, trio.ClosedResourceError):
            async for chunk in stream:
                self._output += chunk
                self._printed += len(chunk)
                del self._output[:-KEPT]
        self._has_printed_all.set()

    def describe_end(self) -> Words:
        """Say how it ended, with the end of its output."""
        code = self.exit_code or 0
        end = (
            say("the program ended by itself, with exit code {code}", code=code)
            if code >= 0
            else say(
                "the program was ended by the signal {name}", name=signal_name(-code) or str(-code)
            )
        )
        output = self.output.decode(errors="replace").strip()
        if not output:
            return say("{end}; it had printed nothing", end=end)
        return say("{end}; the end of its output:\n{output}", end=end, output=Printed(output))

    def describe_output(self, since: int) -> Words | None:
        """Say what a program that still runs has printed; None if it has printed nothing.

        :param since: an earlier value of `printed`.
        """
        output = self.output_since(since).decode(errors="replace").strip()
        if not output:
            return None
        return say(
            "the program still runs; the end of its output:\n{output}", output=Printed(output)
        )


@asynccontextmanager
async def running(
    command: Sequence[str],
    *,
    typing: bool = False,
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
    grace: float = GRACE,
) -> AsyncIterator[RunningProgram]:
    """Run a command for the duration of the block, then end it with all its children.

    :param typing: give it a pipe as its standard input; otherwise that is empty.
    :param environment: variables to add to those of this process.
    :param folder: the working directory; by default the current one.
    :param grace: seconds between SIGTERM and SIGKILL.
    :raises CannotStartError: the command cannot be run.
    """
    mark = new_mark()
    start = partial(
        open_group,
        command,
        stdin=subprocess.PIPE if typing else subprocess.DEVNULL,
        # Python buffers output to a pipe: we would never see what a crashed program printed.
        environment={
            **os.environ,
            **utf8_locale(os.environ),
            "PYTHONUNBUFFERED": "1",
            VARIABLE: mark,
            **(environment or {}),
        },
        folder=folder,
    )
    try:
        process = await start()
    except OSError as error:
        why_not = why_not_runnable(command[0], folder)
        reason = why_not or reason_of(error)
        words = say("cannot run {program}: {reason}", program=repr(command[0]), reason=reason)
        raise CannotStartError(words) from error
    program = RunningProgram(process, grace, mark)
    async with trio.open_nursery() as nursery:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        nursery.start_soon(program.collect, process.stdout)
        try:
            yield program
        finally:
            with trio.CancelScope(shield=True, deadline=trio.current_time() + grace + 5):
                await program.stop()
            nursery.cancel_scope.cancel()
