"""Runs one program within limits, and leaves no process of it behind.

This is a program of its own, ``python launch.py BOUNDS COMMAND...``, and imports nothing of the
package: it starts for every start of every submission. BOUNDS is JSON, of `cage.Cage`. It ends as
the program did, with its exit code or by its signal.

It stays beside the program and watches it: limits of the kernel count for one process, or for all
of a user's, but not for one program and its children. Linux gives it their orphans, so that a
daemon does not get away. POSIX only.
"""

import contextlib
import ctypes
import json
import math
import os
import resource
import select
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import psutil

TICK = 0.05  # seconds between two looks at the program
GRACE = 0.5  # seconds that it may take to end after SIGTERM: as it has without us
GULP = 2**18  # bytes of its output that are read in a tick: who prints for ever mostly waits
KEPT = 16 * 1024  # bytes of its output that are passed on in a tick: the checker keeps no more
BLOCK = 4096  # bytes of the disk that a file takes at least, be it empty
COURTESY = 5  # how much nicer it is than its watcher, who has to keep up with a fork bomb
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)
_LINUX = sys.platform == "linux"
_KNOWS_CHILDREN = Path("/proc/self/task", str(os.getpid()), "children").exists()


def main() -> int:
    """Run the program; return its exit code, or the negative number of its signal."""
    bounds = SimpleNamespace(**json.loads(sys.argv[1]))
    if _LINUX:
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    wakes = _wake_by_signals()
    try:
        program = subprocess.Popen(  # noqa: S603 - to run it is what we are for
            sys.argv[2:],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=partial(_confine, bounds.limits),  # noqa: PLW1509 - there is one thread
        )
    except OSError as error:
        _print(f"cannot run {sys.argv[2]!r}: {error.strerror}\n".encode())
        return 127
    watcher = Watcher(bounds, program, wakes)
    bound = watcher.watch()
    code = end_all(program)
    watcher.pass_on()
    if code == -signal.SIGXCPU:
        bound = "cpu"
    if bound is not None:
        with Path(bounds.notes).open("a", encoding="utf-8") as notes:
            notes.write(f"{bound}\n")
        _print(f"\ntrio-sockets: it was ended: {bounds.sentences[bound]}\n".encode())
    return code


class Watcher:
    """Looks at the program until it ends, is to end, or leaves its bounds."""

    def __init__(
        self, bounds: SimpleNamespace, program: subprocess.Popen[bytes], wakes: int
    ) -> None:
        assert program.stdout is not None  # noqa: S101 - it was asked for
        self._bounds, self._program, self._wakes = bounds, program, wakes
        self._output = program.stdout.fileno()
        self._sources = [self._output, wakes]
        self._parent = os.getppid()
        self._to_end = False
        self._next_look = 0.0

    def watch(self) -> str | None:
        """Return the name of the bound it left; None if it ended, or was asked to end."""
        while self._program.poll() is None:
            self.pass_on(TICK)
            if self._to_end or os.getppid() != self._parent:  # whoever waited for us has died
                self._end_politely()
                return None
            bound = self._left_bound()
            if bound is not None:
                return bound
        return None

    def pass_on(self, seconds: float = 0.0) -> None:
        """Pass on the last of what is printed within this time, or until a signal comes."""
        until = time.monotonic() + seconds
        printed, count, woken = b"", 0, False
        while not woken:
            sources = self._sources if count < GULP else [self._wakes]
            ready, _, _ = select.select(sources, [], [], max(0.0, until - time.monotonic()))
            if not ready:
                break
            if self._output in ready:
                chunk = os.read(self._output, 65536)
                printed, count = (printed + chunk)[-KEPT:], count + len(chunk)
                if not chunk:
                    self._sources = [self._wakes]
            if self._wakes in ready:
                signals = os.read(self._wakes, 64)
                self._to_end |= any(number != signal.SIGCHLD for number in signals)
                woken = True
        _print(printed)

    def _end_politely(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._program.pid, signal.SIGTERM)
        until = time.monotonic() + GRACE
        while self._program.poll() is None and time.monotonic() < until:
            self.pass_on(TICK)

    def _left_bound(self) -> str | None:
        bounds, alive = self._bounds, descendants()
        tasks = memory = 0
        for process in alive:
            with contextlib.suppress(psutil.Error), process.oneshot():
                tasks += process.num_threads()
                memory += process.memory_info().rss
                if process.status() == psutil.STATUS_ZOMBIE and process.pid != self._program.pid:
                    with contextlib.suppress(ChildProcessError):  # its parent may live, and wait
                        os.waitpid(process.pid, os.WNOHANG)
        if tasks > bounds.tasks:
            return "tasks"
        if memory > bounds.memory and _own_memory(alive) > bounds.memory:
            return "memory"
        began = time.monotonic()
        if began >= self._next_look:
            if space_of(bounds.home) + _unlinked_space(alive) > bounds.disk:
                return "disk"
            self._next_look = began + 10 * (time.monotonic() - began)  # many files take a while
        return None


def end_all(program: subprocess.Popen[bytes]) -> int:
    """Kill all that is left, and return how the program itself ended.

    A group is killed in one stroke, so that none of it forks meanwhile. All orphans become our
    children, so that at the end there are none.
    """
    until = time.monotonic() + 3
    with contextlib.suppress(ChildProcessError):
        while time.monotonic() < until:
            for process in descendants():
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(os.getpgid(process.pid), signal.SIGKILL)
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == program.pid:
                program.returncode = os.waitstatus_to_exitcode(status)
            if not pid:
                time.sleep(0.002)
    return -signal.SIGKILL if program.returncode is None else program.returncode


def descendants() -> list[psutil.Process]:
    """Return all processes below this one, zombies too."""
    if not _KNOWS_CHILDREN:
        return psutil.Process().children(recursive=True)
    found, pids = [], _children_of(os.getpid())
    while pids:
        pid = pids.pop()
        pids += _children_of(pid)
        with contextlib.suppress(psutil.NoSuchProcess):
            found.append(psutil.Process(pid))
    return found


def _children_of(pid: int) -> list[int]:
    """Ask the kernel, which costs less than to look at every process of the machine."""
    pids: list[int] = []
    with contextlib.suppress(OSError):
        for task in os.scandir(f"/proc/{pid}/task"):
            pids += map(int, Path(task.path, "children").read_bytes().split())
    return pids


def space_of(folder: str) -> float:
    """Return how many bytes of the disk the files below a folder take."""
    space, folders = 0, [folder]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    with contextlib.suppress(FileNotFoundError):  # it went meanwhile
                        status = entry.stat(follow_symlinks=False)
                        space += max(status.st_blocks * 512, BLOCK)
                        if entry.is_dir(follow_symlinks=False):
                            folders.append(entry.path)
        except FileNotFoundError:
            continue
        except OSError:
            return math.inf  # it is closed to us, or deeper than a path may be long
    return space


def _unlinked_space(alive: list[psutil.Process]) -> int:
    """Return how many bytes open files take that have no name any more."""
    space = {}  # by the file: forks have the same ones open
    for process in alive if _LINUX else ():
        with contextlib.suppress(OSError), os.scandir(f"/proc/{process.pid}/fd") as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    status = entry.stat()
                    if stat.S_ISREG(status.st_mode) and not status.st_nlink:
                        space[status.st_dev, status.st_ino] = status.st_blocks * 512
    return sum(space.values())


def _own_memory(alive: list[psutil.Process]) -> int:
    """Return their bytes in memory. RSS counts what forks share once for each, but costs less."""
    memory = 0
    for process in alive:
        with contextlib.suppress(psutil.Error):
            full = process.memory_full_info()
            memory += getattr(full, "pss", full.uss)
    return memory


def _confine(limits: Mapping[str, int]) -> None:
    """Set the limits that the kernel keeps: in the child, before it becomes the program."""
    for name, value in limits.items():
        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (allowed, hard if name == "RLIMIT_CPU" else allowed))
    os.nice(COURTESY)


def _wake_by_signals() -> int:
    """Return a descriptor that the numbers of signals come out of."""
    wakes, waker = os.pipe()
    os.set_blocking(wakes, False)
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, lambda _number, _frame: None)
    return wakes


def _print(data: bytes) -> None:
    with contextlib.suppress(OSError):  # what nobody reads in time is lost
        os.write(1, data)


def _end_as(code: int) -> None:
    if code < 0:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if -code not in {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.exit(code)


if __name__ == "__main__":
    os.set_blocking(1, False)
    _end_as(main())
