"""Observes any program on Linux: strace runs it, and writes its system calls to our pipe."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import trio

from trio_sockets.trace.errors import TraceError
from trio_sockets.trace.model.events import Event
from trio_sockets.trace.sources.strace_lines import LONGEST
from trio_sockets.trace.sources.system_calls import WATCHED, SystemCalls
from trio_sockets.words import Words, say

SHOWN = 2048
"""The most bytes of a call that strace writes."""

_RECEIVE = 64 * 1024
_LAST_WORDS = 2.0
"""Seconds to wait for strace's last lines after the program has ended."""

_TRIAL = 5.0
"""The most seconds for strace to run a program that does nothing."""

_ELSEWHERE = say("system calls can be seen only on Linux")

if sys.platform == "linux":

    async def why_no_calls(program: str) -> Words | None:
        """Say why the system calls of a program cannot be seen here; None if they can.

        :param program: the first word of its command.
        """
        strace = shutil.which("strace")
        if strace is None:
            return say("strace is not installed")
        if _is_set_uid(program):
            return say("it is a set-uid program, which only root may trace")
        with trio.move_on_after(_TRIAL):
            trial = await trio.run_process(
                [strace, "-f", "-e", "trace=none", "-o", os.devnull, "true"],
                stdin=subprocess.DEVNULL,
                capture_stdout=True,
                capture_stderr=True,
                check=False,
            )
            if trial.returncode == 0:
                return None
        return say("this system does not allow tracing (ptrace)")

    def _is_set_uid(program: str) -> bool:
        if os.geteuid() == 0:
            return False
        try:
            found = shutil.which(program)
            return found is not None and bool(Path(found).stat().st_mode & stat.S_ISUID)
        except (OSError, ValueError):
            return False

    @asynccontextmanager
    async def watch_calls(
        program: str, emit: Callable[[Event], None]
    ) -> AsyncIterator[Sequence[str]]:
        """Read strace's output for the duration of the block; yield the command's first words.

        :param emit: called with each event.
        """
        with tempfile.TemporaryDirectory(prefix="trace-", ignore_cleanup_errors=True) as folder:
            pipe = Path(folder) / "calls"
            os.mkfifo(pipe, 0o600)
            # Without a writer, the pipe would be at its end before strace has begun.
            reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
            writing = os.open(pipe, os.O_WRONLY)
            names = ",".join(f"?{name}" for name in WATCHED)
            words = [
                *("strace", "-f", "--seccomp-bpf", "-ttt", "-T", "-yy", "-q"),
                *("-s", str(SHOWN), "-e", f"trace={names}", "-o", str(pipe), "--"),
            ]
            async with trio.open_nursery() as nursery:
                stream = trio.lowlevel.FdStream(reading)
                done = trio.Event()
                nursery.start_soon(_read, stream, SystemCalls(program), emit, done)
                try:
                    yield words
                finally:
                    os.close(writing)
                with trio.move_on_after(_LAST_WORDS):
                    await done.wait()
                nursery.cancel_scope.cancel()

    async def _read(
        stream: trio.abc.ReceiveStream,
        calls: SystemCalls,
        emit: Callable[[Event], None],
        done: trio.Event,
    ) -> None:
        held = b""
        async with stream:
            while data := await stream.receive_some(_RECEIVE):
                *lines, held = (held + data).split(b"\n")
                held = held[:LONGEST]
                for line in lines:
                    for event in calls.read(line.decode("utf-8", "surrogateescape")):
                        emit(event)
        done.set()

else:

    async def why_no_calls(program: str) -> Words | None:  # noqa: ARG001 - as on Linux
        """Say why the system calls of a program cannot be seen here."""
        return _ELSEWHERE

    def watch_calls(
        program: str,  # noqa: ARG001 - as on Linux
        emit: Callable[[Event], None],  # noqa: ARG001 - likewise
    ) -> AbstractAsyncContextManager[Sequence[str]]:
        """Raise the error that system calls cannot be seen here.

        :raises TraceError: always.
        """
        raise TraceError(_ELSEWHERE)
