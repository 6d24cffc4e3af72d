"""What a program holds: descriptors and memory, its children's with its own."""

import contextlib
from dataclasses import dataclass
from typing import final

import psutil


@final
@dataclass(frozen=True, slots=True)
class Resources:
    """What a program holds at one moment.

    :param descriptors: open files and sockets.
    :param memory: bytes that lie in memory (RSS).
    """

    descriptors: int
    memory: int


def resources_of(pid: int) -> Resources:
    """Measure a process and all its descendants. One that has ended holds nothing."""
    descriptors = memory = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        leader = psutil.Process(pid)
        for process in (leader, *leader.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                count = process.num_handles if psutil.WINDOWS else process.num_fds
                descriptors += count()
                memory += process.memory_info().rss
    return Resources(descriptors, memory)
