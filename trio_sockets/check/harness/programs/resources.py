"""Measures the resources of a program and its children: descriptors, memory, time, ports."""

import contextlib
import sys
from dataclasses import dataclass
from typing import final

import psutil
import trio

from trio_sockets.address import TcpAddress


@final
@dataclass(frozen=True, slots=True)
class Resources:
    """The resources of a program at one moment.

    :param descriptors: open files and sockets.
    :param memory: resident memory (RSS) in bytes.
    :param zombies: children that have ended, and that no parent waits for.
    """

    descriptors: int
    memory: int
    zombies: int = 0


def resources_of(pid: int) -> Resources:
    """Measure a process and all its descendants. A process that has ended counts as zero."""
    descriptors = memory = zombies = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        leader = psutil.Process(pid)
        for process in (leader, *leader.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                if process.status() == psutil.STATUS_ZOMBIE:
                    zombies += 1
                    continue
                descriptors += _descriptors(process)
                memory += process.memory_info().rss
    return Resources(descriptors, memory, zombies)


if sys.platform == "win32":

    def _descriptors(process: psutil.Process) -> int:
        return process.num_handles()

else:

    def _descriptors(process: psutil.Process) -> int:
        return process.num_fds()


def listening_at(pid: int) -> tuple[TcpAddress, ...]:
    """Return where a process and its descendants listen for TCP, if the system can tell."""
    places = set()
    with contextlib.suppress(psutil.NoSuchProcess):
        leader = psutil.Process(pid)
        for process in (leader, *leader.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                for held in process.net_connections("tcp"):
                    if held.status == psutil.CONN_LISTEN:
                        places.add(TcpAddress(*held.laddr))
    return tuple(sorted(places, key=str))


def processor_seconds_of(pid: int) -> float:
    """Return the processor time of a process and its descendants; 0 once it has ended."""
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

    :param seconds: how long to measure. On a busy machine the measurement may take longer; the
        share refers to the actual time.
    """
    began, used = trio.current_time(), processor_seconds_of(pid)
    await trio.sleep(seconds)
    return max(0.0, processor_seconds_of(pid) - used) / (trio.current_time() - began)
