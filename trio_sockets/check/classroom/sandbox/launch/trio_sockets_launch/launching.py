"""Starts the program within its limits, and ends all its processes."""

import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import SimpleNamespace

assert sys.platform != "win32"  # noqa: S101 - mypy reads no further there

from .usage import descendants  # noqa: E402 - behind it
from .watcher import Watcher, show  # noqa: E402 - likewise

COURTESY = 5
"""The niceness of the program: its watcher needs priority to keep up with a fork bomb."""

_BY_SIGNAL = 128
"""What bubblewrap adds to the number of a signal that ended the program, for its exit code."""

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)


def main() -> None:
    """Run the program of the command line, and exit as it did."""
    os.set_blocking(1, False)
    _end_as(_run(SimpleNamespace(**json.loads(sys.argv[1])), sys.argv[2:]))


def _run(bounds: SimpleNamespace, command: list[str]) -> int:
    """Run the program; return its exit code, or the negative number of its signal."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    wakes = _wake_by_signals()
    try:
        program = subprocess.Popen(  # noqa: S603 - to run it is what we are for
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=partial(_confine, bounds.limits),  # noqa: PLW1509 - there is one thread
        )
    except OSError as error:
        show(f"cannot run {command[0]!r}: {error.strerror}\n".encode())
        return 127
    watcher = Watcher(bounds, program, wakes)
    bound = watcher.watch()
    code = _end_all(program)
    if bounds.boxed and code - _BY_SIGNAL in set(signal.Signals):
        code = _BY_SIGNAL - code  # bubblewrap says it as a shell does
    watcher.pass_on()
    if code == -signal.SIGXCPU:
        bound = "cpu"
    if bound is not None:
        with Path(bounds.notes).open("a", encoding="utf-8") as notes:
            notes.write(f"{bound}\n")
        show(f"\ntrio-sockets: it was ended: {bounds.sentences[bound]}\n".encode())
    return code


def _end_all(program: subprocess.Popen[bytes]) -> int:
    """Kill all remaining processes, and return the exit code of the program itself.

    A group is killed by one signal, so that no member can fork meanwhile. All orphans become
    children of this process (a subreaper), so that none is left.
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


def _confine(limits: Mapping[str, int]) -> None:
    """Set the limits that the kernel enforces, in the child before exec."""
    for name, value in limits.items():
        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (allowed, hard if name == "RLIMIT_CPU" else allowed))
    os.nice(COURTESY)


def _wake_by_signals() -> int:
    """Return a descriptor from which signal numbers can be read."""
    wakes, waker = os.pipe()
    os.set_blocking(wakes, False)
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, lambda _number, _frame: None)
    return wakes


def _end_as(code: int) -> None:
    if code < 0:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if -code not in {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.exit(code)
