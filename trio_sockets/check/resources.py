"""What a program holds and uses: descriptors, memory, time; its children's with its own."""

import contextlib
import sys
from dataclasses import dataclass
from typing import final

import psutil
import trio


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
                descriptors += _descriptors(process)
                memory += process.memory_info().rss
    return Resources(descriptors, memory)


def _descriptors(process: psutil.Process) -> int:
    if sys.platform == "win32":
        return process.num_handles()
    return process.num_fds()


def processor_seconds_of(pid: int) -> float:
    """Return how long a process and its descendants have kept a processor; 0 once it has ended."""
    seconds = 0.0
    with contextlib.suppress(psutil.NoSuchProcess):
        leader = psutil.Process(pid)
        for process in (leader, *leader.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                times = process.cpu_times()
                seconds += times.user + times.system
    return seconds


async def processor_share_of(pid: int, seconds: float) -> float:
    """Return the share of a processor that a process and its descendants use; 0 once it has ended.

    :param seconds: to look at it. On a busy machine they last longer, and the share is of them all.
    """
    began, used = trio.current_time(), processor_seconds_of(pid)
    await trio.sleep(seconds)
    return max(0.0, processor_seconds_of(pid) - used) / (trio.current_time() - began)
