"""The pump: one task that waits for every quiet socket at once.

A session is pure, so answering a request needs no task of its own. Each client's task sleeps in its
cancel scope; the pump waits for all their sockets, on an epoll of its own (an epoll descriptor can
be waited for like any other), and calls each that has something to read. That saves a scheduler
pass, an ``epoll_ctl`` and a cancel scope a request.

The client's task still owns its socket: the pump knows of it only while that task sleeps.
"""

import select
from collections.abc import Callable
from typing import Protocol, final

import outcome
import trio

HAS_EPOLL = hasattr(select, "epoll")
"""Whether there can be a pump: epoll is Linux's."""

MAX_EVENTS = 256
"""Sockets called between two looks at the clock."""

BURST = 0.001
"""Seconds of work after which other tasks run. Under load, one of Trio's passes serves them all."""

LINGER = 0.001
"""Seconds to wait, within a burst, for the next request: who asks a question at a time has the
answer to it before Trio's pass is over. It is the least that epoll_wait(2) knows but none."""


class Sleeper(Protocol):
    """Whoever sleeps until its socket needs it.

    :ivar task: the task that sleeps, in `trio.lowlevel.wait_task_rescheduled`.
    """

    task: trio.lowlevel.Task

    def readable(self, now: float) -> object:
        """Take what there is to read, at this time, and return what to wake the task with.

        None lets it sleep. This must not block. What it raises is raised in the task.
        """


@final
class Pump:
    """Waits for many sockets. `run` must be running while any task sleeps.

    A task lends it a socket with `watch`, sleeps in ``wait_task_rescheduled``, and is woken by the
    pump, which forgets the socket then. Whoever is cancelled has to `forget` it.

    :param passed: is told how many seconds each burst took, from its first event to its last
        answer: for so long, no other task ran.
    """

    def __init__(self, passed: Callable[[float], object] | None = None) -> None:
        self._passed = passed
        self._epoll = select.epoll()
        self._sleepers: dict[int, Sleeper] = {}

    def close(self) -> None:
        """Give the epoll back, once no task can wait any more."""
        self._epoll.close()

    async def run(self) -> None:
        """Call whatever becomes readable, for ever."""
        poll, sleepers, clock = self._epoll.poll, self._sleepers, trio.current_time
        while True:
            await trio.lowlevel.wait_readable(self._epoll.fileno())
            now = began = clock()
            enough = now + BURST
            patience = 0.0
            while now < enough and (events := poll(patience, MAX_EVENTS)):
                patience = LINGER
                for fd, _ in events:
                    sleeper = sleepers.get(fd)
                    if sleeper is None:
                        continue  # it was woken by what another had to say
                    try:
                        given = sleeper.readable(now)
                        if given is None:
                            continue
                        result: outcome.Outcome[object] = outcome.Value(given)
                    except Exception as error:  # noqa: BLE001 - it is its task's to handle
                        result = outcome.Error(error)
                    self.wake(fd, result)
                    enough = now  # that task waits for its turn
                now = clock()
            if self._passed is not None:
                self._passed(now - began)

    def watch(self, fd: int, sleeper: Sleeper) -> None:
        """Call the sleeper whenever there is something to read.

        :param fd: a socket's descriptor, for nobody else to use meanwhile.
        """
        self._epoll.register(fd, select.EPOLLIN)
        self._sleepers[fd] = sleeper

    def watches(self, fd: int) -> bool:
        """Return whether a task sleeps for this."""
        return fd in self._sleepers

    def wake(self, fd: int, result: outcome.Outcome[object]) -> None:
        """Wake the task that sleeps for this, with a result."""
        task = self._sleepers[fd].task
        self.forget(fd)
        trio.lowlevel.reschedule(task, result)

    def forget(self, fd: int) -> None:
        """Leave the sleeper alone from now on."""
        self._epoll.unregister(fd)
        del self._sleepers[fd]
