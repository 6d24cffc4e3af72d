"""Starting worker processes, and supervising each to its end. Not on Windows."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import final

import trio

from trio_sockets.event_log import EventLog
from trio_sockets.server.serve import FAREWELL
from trio_sockets.server.totals import Tally
from trio_sockets.signal_names import signal_name
from trio_sockets.system_errors import reason_of
from trio_sockets.words import Words, say
from trio_sockets.workers.errors import StartError
from trio_sockets.workers.inheritance import Inheritance
from trio_sockets.workers.report import TallyReceiver

assert sys.platform != "win32"  # noqa: S101 - mypy stops here on Windows

READY = 30.0
"""Seconds within which a worker must be ready."""

GRACE = 3.0
"""Seconds after a worker's own deadline at which it is killed, as a last resort."""

HURRY = FAREWELL + 0.05
"""Seconds that a worker has after `hurry`. By then it has cancelled its clients; if it still cleans
up, it is killed, because it and the parent together have one second to exit."""

ANSWER = 1.0
"""Seconds within which a worker must send its totals. `WorkerLauncher.tally` waits no longer."""


@final
class WorkerLauncher:
    """Runs workers, each in a process that inherits the listening sockets.

    :param command: returns the command line of a worker, given the descriptors that it inherits.
    :param listeners: the names of the services, each with the descriptor of its listening socket.
        The caller may close them when every `run` has been cancelled.
    :param counts: the descriptor of the workers' shared memory; open longer than every `run`.
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
        """Run a worker to its end. Cancelling drains the worker, and waits until it has ended.

        :param region: the worker's part of the shared memory.
        :param task_status: called when the worker accepts clients.
        :raises StartError: the worker ended before that, or took too long.
        """
        await trio.lowlevel.checkpoint_if_cancelled()  # the sockets may be closed then
        try:
            ours, theirs = socket.socketpair()
        except OSError as error:
            words = say("a worker cannot be started: {reason}", reason=reason_of(error))
            raise StartError(words) from error
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
        """Make every worker exit within one second."""
        for worker in self._alive:
            worker.hurry()

    async def tally(self) -> Tally:
        """Return the totals of all workers, also of those that have ended.

        If a worker does not answer, its last totals count: without them, the counters would seem
        to start again. When a worker is killed, counts that it has not sent yet are lost.
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
                    start_new_session=True,  # Ctrl-C reaches the parent only, which acts on it
                )
        except OSError as error:
            words = say("a worker cannot be started: {reason}", reason=reason_of(error))
            raise StartError(words) from error

    @contextmanager
    def _copies(self) -> Iterator[tuple[tuple[str, int], ...]]:
        """Duplicate the listening sockets: they may be closed while a thread starts the process."""
        with ExitStack() as open_:
            copies = []
            for name, fd in self._listeners:
                copy = os.dup(fd)
                open_.callback(os.close, copy)
                copies.append((name, copy))
            yield tuple(copies)


@final
class _Worker:
    """One worker process: its readiness, its totals and its end."""

    def __init__(self, process: trio.Process, control: trio.SocketStream) -> None:
        self._process = process
        self._control = control
        self._start = trio.current_time()
        self._tallies: TallyReceiver | None = None
        self._drain: float | None = 0.0  # the worker sends it when it is ready
        self._hurried = False
        self._patience = trio.CancelScope(shield=True)
        self._log = EventLog(pid=process.pid)

    async def become_ready(self) -> None:
        said = b""
        with trio.move_on_after(READY) as in_time:
            with suppress(trio.BrokenResourceError):  # means the same as an end of file
                said = bytes(await self._control.receive_some())
        if in_time.cancelled_caught:
            raise StartError(
                say(
                    "worker {number} was not ready within {seconds:.0f} s",
                    number=self._process.pid,
                    seconds=READY,
                )
            )
        if not said:
            with trio.move_on_after(GRACE):
                await self._process.wait()
            raise StartError(
                say(
                    "worker {number} ended before it was ready: {reason}",
                    number=self._process.pid,
                    reason=self._exit(),
                )
            )
        line, _, rest = said.partition(b"\n")
        self._drain = parse_ready(line)
        self._tallies = TallyReceiver(self._control, rest)
        self._log.info("worker ready", seconds=self._seconds())

    @property
    def ready(self) -> bool:
        return self._tallies is not None

    @property
    def tally(self) -> Tally:
        return Tally() if self._tallies is None else self._tallies.tally

    async def ask(self, silent: list["_Worker"]) -> None:
        """Get the worker's totals; if they do not arrive in time, add the worker to `silent`."""
        if self._tallies is not None:
            with trio.move_on_after(ANSWER) as in_time:
                await self._tallies.ask()
            if in_time.cancelled_caught:
                silent.append(self)

    def hurry(self) -> None:
        if self.ready:
            self._process.send_signal(signal.SIGINT)
        else:
            self._process.kill()  # it has no clients yet
        self._hurried = True
        self._patience.deadline = min(self._patience.deadline, trio.current_time() + HURRY)

    async def end(self) -> None:
        """Drain the worker, unless it has ended; kill it if it exceeds the time it announced."""
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
                    await self._process.wait()  # short, after SIGKILL
        if self._tallies is not None:
            with trio.CancelScope(shield=True, deadline=trio.current_time() + ANSWER):
                await self._tallies.listen_to_the_end()
            log = self._log.info if asked else self._log.warning
            log("worker ended", exit=self._exit().read(), seconds=self._seconds())

    def _seconds(self) -> float:
        return round(trio.current_time() - self._start, 3)

    def _exit(self) -> Words:
        code = self._process.returncode
        if code is None:
            return say("it still runs")
        if code >= 0:
            return say("exit code {code}", code=code)
        name = signal_name(-code)
        return say("{name}", name=name) if name else say("signal {number}", number=-code)


def ready_line(drain: float | None) -> bytes:
    """Return the line that a ready worker sends to its parent: how long its drain may take.

    :param drain: in seconds; None for ever. The parent cannot know it: a worker that is started
        later may read a newer configuration than the parent.
    """
    return f"{drain}\n".encode()


def parse_ready(line: bytes) -> float | None:
    """Return the drain time in a line from `ready_line`."""
    word = line.decode().strip()
    return None if word == "None" else float(word)
