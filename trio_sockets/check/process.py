"""Running the program of a student: with its children, its output, and a certain end."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Protocol

import trio

from trio_sockets.check.system_words import in_words
from trio_sockets.check.words import Printed, Words, say
from trio_sockets.signal_names import signal_name

KEPT = 16 * 1024
"""Bytes of a program's output that are kept: its last. It may print for ever."""

GRACE = 0.5
"""Seconds that a program may take to end after SIGTERM. Then it is killed."""

_POSIX = sys.platform != "win32"


class Starter(Protocol):
    """Runs a command for as long as a block lasts, as `running` does."""

    def __call__(
        self,
        command: Sequence[str],
        *,
        typing: bool = False,
        environment: dict[str, str] | None = None,
    ) -> AbstractAsyncContextManager["Program"]:
        """See `running`."""


class CannotStartError(Exception):
    """The command cannot be run.

    :param words: one line that says why.
    """

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(words.read())


class Program:
    """A running program, in a process group of its own."""

    def __init__(self, process: trio.Process, grace: float) -> None:
        self._has_printed_all = trio.Event()
        self._process = process
        self._grace = grace
        self._output = bytearray()
        self._printed = 0

    @property
    def pid(self) -> int:
        """Of the process that was started, which leads its group."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """How it ended; the negative number of a signal; None while it runs."""
        return self._process.poll()

    @property
    def output(self) -> bytes:
        """The last of what it printed, on either stream."""
        return bytes(self._output)

    @property
    def printed(self) -> int:
        """How many bytes it has printed so far, those that were not kept with them."""
        return self._printed

    async def ended(self) -> None:
        """Wait until it has ended, and its last words are here."""
        await self._process.wait()
        with trio.move_on_after(GRACE):  # a child that lives on may hold the pipe open
            await self._has_printed_all.wait()

    async def type_in(self, data: bytes) -> None:
        """Type at its keyboard. A program that reads no more misses it."""
        if self._process.stdin is not None:
            with contextlib.suppress(trio.BrokenResourceError, trio.ClosedResourceError):
                await self._process.stdin.send_all(data)

    async def end_typing(self) -> None:
        """Let it find the end of its standard input."""
        if self._process.stdin is not None:
            await self._process.stdin.aclose()

    async def stop(self) -> None:
        """End it and all its children, politely at first."""
        self._signal_group(signal.SIGTERM)
        with trio.move_on_after(self._grace):
            await self._process.wait()
        if _POSIX:
            self._signal_group(signal.SIGKILL)  # a child may have outlived it
        else:
            self._process.kill()
        await self._process.wait()

    async def collect(self, stream: trio.abc.ReceiveStream) -> None:
        """Keep the last of what it prints, for as long as it does."""
        with contextlib.suppress(trio.BrokenResourceError, trio.ClosedResourceError):
            async for chunk in stream:
                self._output += chunk
                self._printed += len(chunk)
                del self._output[:-KEPT]
        self._has_printed_all.set()

    def describe_end(self) -> Words:
        """Say how it ended, and the last that it printed."""
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
        return say("{end}; the last it printed:\n{output}", end=end, output=Printed(output))

    def describe_output(self, since: int) -> Words | None:
        """Say what a program that goes on has printed; None if that is nothing.

        :param since: see `printed`.
        """
        new = self.output[max(0, len(self._output) - (self._printed - since)) :]
        output = new.decode(errors="replace").strip()
        if not output:
            return None
        return say("the program goes on; the last it printed:\n{output}", output=Printed(output))

    def _signal_group(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            if _POSIX:
                os.killpg(self.pid, number)
            else:
                self._process.send_signal(number)


@asynccontextmanager
async def running(
    command: Sequence[str],
    *,
    typing: bool = False,
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
    grace: float = GRACE,
) -> AsyncIterator[Program]:
    """Run a command for as long as the block lasts, and end it with all its children.

    :param typing: it has a standard input that somebody types into; else it finds it empty.
    :param environment: variables to add to ours.
    :param folder: where it runs; here, if there is none.
    :param grace: seconds that it may take to end after SIGTERM.
    :raises CannotStartError: it cannot be run.
    """
    start = partial(
        trio.lowlevel.open_process,
        list(command),
        stdin=subprocess.PIPE if typing else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # Python buffers what it prints into a pipe: we would never see a crashed program's words.
        env={**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})},
        cwd=folder,
        start_new_session=_POSIX,
    )
    try:
        process = await start()
    except OSError as error:
        reason = in_words(error.strerror or str(error))
        words = say("cannot run {program}: {reason}", program=repr(command[0]), reason=reason)
        raise CannotStartError(words) from error
    program = Program(process, grace)
    async with trio.open_nursery() as nursery:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        nursery.start_soon(program.collect, process.stdout)
        try:
            yield program
        finally:
            with trio.CancelScope(shield=True, deadline=trio.current_time() + grace + 5):
                await program.stop()
            nursery.cancel_scope.cancel()
