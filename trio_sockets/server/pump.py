"""The pump: one task that waits for every quiet socket at once.

A session is pure, so answering a request needs no task of its own. Each client's task sleeps in its
cancel scope; the pump waits for all their sockets, on an epoll of its own (an epoll descriptor can
be waited for like any other), and calls each that has something to read. That saves a scheduler
pass, an ``epoll_ctl`` and a cancel scope a request.

The client's task still owns its socket: the pump knows of it only while that task sleeps in `wait`.
"""

import select
from collections.abc import Callable
from typing import TypeAlias, final

import outcome
import trio

HAS_EPOLL = hasattr(select, "epoll")
"""Whether there can be a pump: epoll is Linux's."""

MAX_EVENTS = 256
"""Sockets called between two looks at the clock."""

BURST = 0.001
"""Seconds of work after which other tasks run. Under load, one of Trio's passes serves them all."""

FEW = 4
"""Fewer sockets than this are no load: asking again at once would mostly be in vain."""

Readable: TypeAlias = Callable[[float], bool]
"""Takes what there is to read, at this time; returns whether its task is to wake up."""


@final
class Pump:
    """Waits for many sockets. `run` must be running while any task waits."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._sleepers: dict[int, tuple[Readable, trio.lowlevel.Task]] = {}

    def close(self) -> None:
        """Give the epoll back, once no task can wait any more."""
        self._epoll.close()

    async def run(self) -> None:
        """Call whatever becomes readable, for ever."""
        poll, sleepers, clock = self._epoll.poll, self._sleepers, trio.current_time
        while True:
            await trio.lowlevel.wait_readable(self._epoll.fileno())
            now = clock()
            enough = now + BURST
            while now < enough:
                events = poll(0, MAX_EVENTS)
                for fd, _ in events:
                    readable, task = sleepers[fd]
                    try:
                        if readable(now):
                            self._wake(fd, task, outcome.Value(None))
                    except Exception as error:  # noqa: BLE001 - it is its task's to handle
                        self._wake(fd, task, outcome.Error(error))
                if len(events) < FEW:
                    break  # the next ones are better waited for
                now = clock()

    async def wait(self, fd: int, readable: Readable) -> None:
        """Sleep until `readable` returns True; it is called whenever there is something to read.

        :param fd: a socket's descriptor, for nobody else to use meanwhile.
        :param readable: must not block. What it raises is raised here.
        """
        await trio.lowlevel.checkpoint_if_cancelled()
        self._epoll.register(fd, select.EPOLLIN)
        self._sleepers[fd] = readable, trio.lowlevel.current_task()

        def abort(_: object) -> trio.lowlevel.Abort:
            self._forget(fd)
            return trio.lowlevel.Abort.SUCCEEDED

        await trio.lowlevel.wait_task_rescheduled(abort)

    def _wake(self, fd: int, task: trio.lowlevel.Task, result: outcome.Outcome[None]) -> None:
        self._forget(fd)
        trio.lowlevel.reschedule(task, result)

    def _forget(self, fd: int) -> None:
        self._epoll.unregister(fd)
        del self._sleepers[fd]
