"""Tells whether a program waits for its user to type."""

import contextlib
import platform
import sys
from pathlib import Path

import psutil

_READS = {"x86_64": ("0", "19"), "aarch64": ("63", "65")}.get(platform.machine(), ())
"""The system call numbers of read(2) and readv(2) on this machine."""


def waits_for_input(pid: int) -> bool:
    """Tell whether a process or a descendant is blocked in a read of its standard input.

    Linux tells this for each thread (proc(5), ``/proc/PID/task/TID/syscall``), and also for a
    descriptor in an epoll(7) instance. False on systems that do not tell.
    """
    if sys.platform == "linux":
        with contextlib.suppress(psutil.Error):
            leader = psutil.Process(pid)
            return any(_reads(each.pid) for each in (leader, *leader.children(recursive=True)))
    return False


def _reads(pid: int) -> bool:
    place = Path("/proc", str(pid))
    with contextlib.suppress(OSError):  # it has ended, or we have no access
        for task in (place / "task").iterdir():
            number, *arguments = (task / "syscall").read_text("ascii").split()
            if number in _READS and arguments[:1] == ["0x0"]:
                return True
        for held in (place / "fdinfo").iterdir():
            lines = held.read_text("ascii").splitlines()
            if any(line.split()[:2] == ["tfd:", "0"] for line in lines):
                return True
    return False
