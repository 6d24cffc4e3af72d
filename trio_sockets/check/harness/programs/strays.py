"""Finds and ends the processes of a program that left its process group, such as daemons.

A variable in their environment, which children inherit, identifies them.
"""

import contextlib
import ctypes
import os
import secrets
import sys
from collections.abc import Iterable

import psutil
import trio

VARIABLE = "TRIO_SOCKETS_RUN"
"""The name of the environment variable."""

_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of prctl(2)."""

_PATIENCE = 2.0
"""Seconds to wait until the system has removed killed processes, which may still hold a port."""

_LOOK = 0.02


def new_mark() -> str:
    """Return a value for the variable that no other run has."""
    return secrets.token_hex(8)


def marked_processes(mark: str) -> list[psutil.Process]:
    """Return the running processes with this mark, without zombies, which hold nothing."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            marked = process.pid != os.getpid() and process.environ().get(VARIABLE) == mark
            if marked and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


async def end_marked(mark: str) -> None:
    """Kill the processes with this mark, and wait until they are gone."""
    killed: set[int] = set()
    with trio.move_on_after(_PATIENCE):
        while processes := marked_processes(mark):
            for process in processes:
                with contextlib.suppress(psutil.Error):
                    process.kill()
                    killed.add(process.pid)
            await trio.sleep(_LOOK)
    _reap(killed)


if sys.platform == "linux":

    def adopt_orphans() -> None:
        """Become the parent of orphaned descendants, so that killed ones do not stay as zombies."""
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)

else:

    def adopt_orphans() -> None:
        """Do nothing: only Linux has this call."""


if sys.platform == "win32":

    def _reap(_killed: Iterable[int]) -> None:
        """Do nothing: there are no zombies."""

else:

    def _reap(killed: Iterable[int]) -> None:
        """Wait for those that are now children of this process, so that no zombies stay."""
        for pid in killed:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
