"""Measures the program and all its descendants: processes, memory and disk space."""

import contextlib
import math
import os
import stat
import sys
from pathlib import Path

import psutil

assert sys.platform != "win32"  # noqa: S101 - mypy reads no further there

BLOCK = 4096
"""The least disk space of a file in bytes, even if it is empty."""

_LINUX = sys.platform == "linux"
_KNOWS_CHILDREN = Path("/proc/self/task", str(os.getpid()), "children").exists()


def descendants() -> list[psutil.Process]:
    """Return all descendants of this process, including zombies."""
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
    """Ask the kernel, which is cheaper than examining every process of the machine."""
    pids: list[int] = []
    with contextlib.suppress(OSError):
        for task in os.scandir(f"/proc/{pid}/task"):
            pids += map(int, Path(task.path, "children").read_bytes().split())
    return pids


def space_of(folder: str) -> float:
    """Return the disk space of the files below a folder in bytes."""
    space, folders = 0, [folder]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    with contextlib.suppress(FileNotFoundError):  # it was removed meanwhile
                        status = entry.stat(follow_symlinks=False)
                        space += max(status.st_blocks * 512, BLOCK)
                        if entry.is_dir(follow_symlinks=False):
                            folders.append(entry.path)
        except FileNotFoundError:
            continue
        except OSError:
            return math.inf  # we may not read it, or its path is too long
    return space


def unlinked_space(alive: list[psutil.Process]) -> int:
    """Return the disk space of open files that have been unlinked, in bytes."""
    space = {}  # by file: forked processes share them
    for process in alive if _LINUX else ():
        with contextlib.suppress(OSError), os.scandir(f"/proc/{process.pid}/fd") as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    status = entry.stat()
                    if stat.S_ISREG(status.st_mode) and not status.st_nlink:
                        space[status.st_dev, status.st_ino] = status.st_blocks * 512
    return sum(space.values())


def own_memory(alive: list[psutil.Process]) -> int:
    """Return their bytes in memory. RSS counts what forks share once for each, but costs less."""
    memory = 0
    for process in alive:
        with contextlib.suppress(psutil.Error):
            full = process.memory_full_info()
            memory += getattr(full, "pss", full.uss)
    return memory
