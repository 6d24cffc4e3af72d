"""Starting a worker's process, and seeing it to its end."""

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import final

import structlog
import trio

from trio_sockets.server.serve import FAREWELL
from trio_sockets.server.totals import Tally
from trio_sockets.signal_names import signal_name
from trio_sockets.workers.inheritance import Inheritance
from trio_sockets.workers.report import Informant

READY = 30.0
"""Seconds within which a worker must be ready."""

GRACE = 3.0
"""Seconds beyond all that a worker may rightly take before it is killed: a last resort."""

HURRY = FAREWELL + 0.05
"""Seconds that a worker in a hurry has. By then it has cancelled its clients; if it still tidies up
it is killed, as the parent too takes its time to exit, and a second is all there is."""

ANSWER = 1.0
"""Seconds within which a worker must say its totals. A look at them waits no longer."""


class StartError(Exception):
    """A worker has not become ready. Its text is one line that says why."""


@final
class Launcher:
    """Runs workers, each in a process that inherits the listening sockets.

    :param command: makes the command line of a worker from what it inherits.
    :param listeners: the descriptors of the listening sockets, with their services' names. Whoever
        closes them has cancelled every `run` before.
    :param counts: the descriptor of the memory that the workers share; it outlives every `run`.
    """

    def __init__(
        self,
        command: Callable[[Inheritance], Sequence[str]],
        listeners: Sequence[tuple[str, int]],
        counts: int,
    ) -> None:
        self._command = command
        self._listeners = tuple(listeners)
        self._counts = counts
        self._alive: set[_Worker] = set()
        self._ended = Tally()

    async def run(
        self, region: int, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
    ) -> None:
        """Run a worker to its end. To cancel it is to drain it, and to wait until it has.

        :param region: its part of the counts' memory.
        :param task_status: is told once the worker accepts clients.
        :raises StartError: it ended before, or took too long.
        """
        await trio.lowlevel.checkpoint_if_cancelled()  # else the sockets may be closed
        try:
            ours, theirs = socket.socketpair()
        except OSError as error:
            raise StartError(f"a worker cannot be started: {error.strerror}") from error
        async with trio.SocketStream(trio.socket.from_stdlib_socket(ours)) as control:
            with theirs:
                process = await self._open(theirs.fileno(), region)
            worker = _Worker(process, control)
            self._alive.add(worker)
            try:
                await worker.become_ready()
                task_status.started()
                await process.wait()
            finally:
                await worker.end()
                self._alive.remove(worker)
                self._ended.add(worker.tally.remaining())

    def hurry(self) -> None:
        """Have every worker end within the second."""
        for worker in self._alive:
            worker.hurry()

    async def tally(self) -> Tally:
        """Return what all workers have counted, those that have ended too.

        Of one that does not answer, what it said last counts: were it left out, the numbers would
        seem to begin anew. One that was killed has taken with it what it had not said.
        """
        ready = [worker for worker in self._alive if worker.ready]
        silent: list[_Worker] = []
        async with trio.open_nursery() as nursery:
            for worker in ready:
                nursery.start_soon(worker.ask, silent)
        tally = Tally(self._ended)
        for worker in self._alive:
            tally.add(worker.tally)
        tally.count_tasks()  # the parent's own
        tally["workers",] = len(ready)
        tally["workers_silent",] = len(silent)
        return tally

    async def _open(self, control: int, region: int) -> trio.Process:
        try:
            with self._copies() as listeners:
                given = Inheritance(
                    control=control, counts=self._counts, region=region, listeners=listeners
                )
                return await trio.lowlevel.open_process(
                    self._command(given),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=given.descriptors(),
                    start_new_session=True,  # a Ctrl-C in the terminal is the parent's to pass on
                )
        except OSError as error:
            raise StartError(f"a worker cannot be started: {error.strerror}") from error

    @contextmanager
    def _copies(self) -> Iterator[tuple[tuple[str, int], ...]]:
        """Copy the listening sockets: a thread starts the process, and they may close meanwhile."""
        with ExitStack() as open_:
            copies = []
            for name, fd in self._listeners:
                copy = os.dup(fd)
                open_.callback(os.close, copy)
                copies.append((name, copy))
            yield tuple(copies)


@final
class _Worker:
    """One process: how it is told to end, and what is logged of it."""

    def __init__(self, process: trio.Process, control: trio.SocketStream) -> None:
        self._process = process
        self._control = control
        self._start = trio.current_time()
        self._informant: Informant | None = None
        self._drain: float | None = 0.0  # its own word on it comes when it is ready
        self._hurried = False
        self._patience = trio.CancelScope(shield=True)
        self._log = structlog.get_logger().bind(pid=process.pid)

    async def become_ready(self) -> None:
        said = b""
        with trio.move_on_after(READY) as in_time:
            with suppress(trio.BrokenResourceError):  # which says no more than an end of file
                said = bytes(await self._control.receive_some())
        if in_time.cancelled_caught:
            raise StartError(f"worker {self._process.pid} was not ready within {READY:.0f} s")
        if not said:
            with trio.move_on_after(GRACE):
                await self._process.wait()
            raise StartError(
                f"worker {self._process.pid} ended before it was ready: {self._exit()}"
            )
        line, _, rest = said.partition(b"\n")
        self._drain = parse_ready(line)
        self._informant = Informant(self._control, rest)
        self._log.info("worker ready", seconds=self._seconds())

    @property
    def ready(self) -> bool:
        return self._informant is not None

    @property
    def tally(self) -> Tally:
        return Tally() if self._informant is None else self._informant.tally

    async def ask(self, silent: list["_Worker"]) -> None:
        """Get its totals; if it does not say them in time, add it to the silent ones."""
        if self._informant is not None:
            with trio.move_on_after(ANSWER) as in_time:
                await self._informant.ask()
            if in_time.cancelled_caught:
                silent.append(self)

    def hurry(self) -> None:
        if self.ready:
            self._process.send_signal(signal.SIGINT)
        else:
            self._process.kill()  # it serves nobody
        self._hurried = True
        self._patience.deadline = min(self._patience.deadline, trio.current_time() + HURRY)

    async def end(self) -> None:
        """Drain it, unless it has ended; kill it, if it takes longer than it said it would."""
        asked = self._process.poll() is None
        if asked:
            self._process.terminate()
            if self._drain is not None:
                patience = trio.current_time() + self._drain + GRACE
                self._patience.deadline = min(patience, self._patience.deadline)
            with self._patience:
                await self._process.wait()
            if self._patience.cancelled_caught:
                if not self._hurried:
                    self._log.error("worker killed", hint="it did not end when told to")
                self._process.kill()
                with trio.CancelScope(shield=True):
                    await self._process.wait()  # SIGKILL leaves it no choice
        if self._informant is not None:
            with trio.CancelScope(shield=True, deadline=trio.current_time() + ANSWER):
                await self._informant.listen_to_the_end()
            say = self._log.info if asked else self._log.warning
            say("worker ended", exit=self._exit(), seconds=self._seconds())

    def _seconds(self) -> float:
        return round(trio.current_time() - self._start, 3)

    def _exit(self) -> str:
        code = self._process.returncode
        if code is None:
            return "it still runs"
        return f"exit code {code}" if code >= 0 else signal_name(-code) or f"signal {-code}"


def ready_line(drain: float | None) -> bytes:
    """Return what a worker says to its parent once it is ready: how long its drain may take.

    :param drain: in seconds; None for ever. A configuration may change it between two workers, so
        the parent, which has read an older one, cannot know.
    """
    return f"{drain}\n".encode()


def parse_ready(line: bytes) -> float | None:
    """Read what `ready_line` wrote."""
    word = line.decode().strip()
    return None if word == "None" else float(word)
