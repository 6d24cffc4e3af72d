"""The pump: one task that waits for every idle socket at once.

A session is pure, so a request can be answered in any task. Each client's task sleeps; the pump
waits for all their sockets, on an epoll of its own (an epoll descriptor can be waited for like any
other), and calls each client that has input. That saves a scheduler pass and an ``epoll_ctl`` for
each request. The pump keeps the clients' deadlines, too, which saves a cancel scope for each.

A client that has sent little is answered at once. A client that has sent more, or gets a long
reply, waits for its turn: so a client that sends much hardly delays the others.
"""

from collections import deque
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Protocol, final

import outcome
import trio

from trio_sockets.server.fast_path.alarms import Alarmed, Alarms
from trio_sockets.server.fast_path.epoll import READABLE, open_epoll

MAX_EVENTS = 256
"""Sockets that one call of epoll_wait returns at most."""

BURST = 0.0025
"""Seconds of work after which other tasks run; checked before each socket. Under load, one pass of
Trio's scheduler serves many clients."""

TURNS = 0.001
"""Seconds of turns in a burst after which other tasks run. It is short, as accepting a client takes
two passes of Trio's scheduler, and each pass waits for a burst."""

LINGER = 0.001
"""Seconds to wait, within a burst, for the next request: a client that sends one request at a time
gets the next reply in the same pass. It is epoll_wait's smallest non-zero timeout."""


@final
class Later:
    """Asks the pump for a turn later."""


LATER = Later()


class Waiter(Alarmed, Protocol):
    """A client whose task sleeps until an event needs it.

    :ivar fd: the socket's descriptor. Only the pump uses it while the task sleeps.
    :ivar task: the task, in `trio.lowlevel.wait_task_rescheduled` while it is asleep.
    :ivar asleep: whether the task is asleep. The pump changes this attribute and the next two.
    :ivar queued: whether the client waits for a turn.
    :ivar watched: whether the epoll watches the socket.
    """

    fd: int
    task: trio.lowlevel.Task
    asleep: bool
    queued: bool
    watched: bool

    @property
    def wants_input(self) -> bool:
        """Whether the client's input may be read now."""

    def readable(self, now: float) -> object:
        """Read the input, and return the event with which to wake the task.

        None lets the task sleep; so does `LATER`, and asks for a `turn`. This must not block. An
        exception is raised in the task. If no input is wanted now, this calls `Pump.ignore`.

        :param now: the current time, in seconds of Trio's clock.
        """

    def turn(self, now: float) -> object:
        """Do one piece of the waiting work; see `readable` for parameter and result."""


@final
class Pump:
    """Waits for many sockets. `run` must be running while any task sleeps.

    A task gives its socket to the pump with `sleep`, and sleeps in ``wait_task_rescheduled``. When
    the pump has woken the task, it does not touch the socket. A task that is cancelled sets
    `asleep` to False. A task calls `leave` before it closes its socket.

    :param passed: called after each burst with its seconds, from its first event to its last
        reply. No other task ran in that time.
    """

    def __init__(self, passed: Callable[[float], object] | None = None) -> None:
        self._passed = passed
        self._epoll = open_epoll()
        self._clients: dict[int, Waiter] = {}
        self._alarms = Alarms(self._clients)
        self._queue: deque[Waiter] = deque()
        self._left: Sequence[tuple[int, int]] = ()  # events that a burst had no time for
        self._nap: trio.CancelScope | None = None
        self._woken = False

    def close(self) -> None:
        """Close the epoll. No task may use the pump any more."""
        self._epoll.close()

    async def run(self) -> None:
        """Serve clients that have input, a turn or an alarm, for ever."""
        while True:
            if self._left or self._queue:
                await trio.lowlevel.checkpoint()
            else:
                with trio.CancelScope(deadline=self._alarms.next) as self._nap:
                    await trio.lowlevel.wait_readable(self._epoll.fileno())
                self._nap = None
            began = trio.current_time()
            self._alarms.ring(began)
            self._burst()
            if self._passed is not None:
                self._passed(trio.current_time() - began)

    def _burst(self) -> None:
        """Serve what is ready, until `BURST` is over or a woken task waits for Trio's next pass."""
        poll, queue = self._epoll.poll, self._queue
        limit = perf_counter() + BURST  # real time, also under a mock clock
        patience = 0.0
        self._woken = False
        while not self._woken and perf_counter() < limit:
            events = self._left or poll(0 if queue else patience, MAX_EVENTS)
            if not (events or queue):
                break
            patience = LINGER
            now = trio.current_time()
            self._left = self._read(events, now, limit)
            if queue and self._give_turns(now):
                break

    def _read(
        self, events: Sequence[tuple[int, int]], now: float, limit: float
    ) -> Sequence[tuple[int, int]]:
        """Have clients read their input. Return the events that are left when time is over."""
        clients, clock = self._clients, perf_counter
        for at, (fd, _) in enumerate(events):
            if clock() > limit:
                return events[at:]
            client = clients.get(fd)
            if client is None or client.queued:
                continue
            if not client.asleep:
                self.ignore(client)
                continue
            try:
                given = client.readable(now)
            except Exception as error:  # noqa: BLE001 - its own task handles it
                given = error
            if given is not None:
                self.follow(client, given)
        return ()

    def _give_turns(self, now: float) -> bool:
        """Give each waiting client a turn, in order. Return whether `TURNS` ended this early.

        At least one gets a turn: otherwise clients that send little could make it wait for ever.
        """
        queue, clock = self._queue, perf_counter
        limit = clock() + TURNS
        while queue:
            client = queue.popleft()
            client.queued = False
            if not client.asleep:
                continue
            try:
                given = client.turn(now)
            except Exception as error:  # noqa: BLE001 - its own task handles it
                given = error
            if given is not None or not client.watched:
                self.follow(client, given)
            if clock() > limit:
                return True
        return False

    def sleep(self, client: Waiter, given: object = None) -> None:
        """Call a client from now on when it has input, after what `follow` does with `given`."""
        self._clients[client.fd] = client
        client.asleep = True
        self.follow(client, given)

    def follow(self, client: Waiter, given: object) -> None:
        """Act on the result of `readable` or `turn`; the client's task raises an exception."""
        if given is None:
            if not client.watched and client.wants_input:
                self._epoll.register(client.fd, READABLE)
                client.watched = True
        elif given is LATER:
            if not client.queued:
                client.queued = True
                self._queue.append(client)
                if self._nap is not None:
                    self._nap.cancel()
        elif client.asleep:
            client.asleep = False
            if isinstance(given, Exception):
                trio.lowlevel.reschedule(client.task, outcome.Error(given))
            else:
                trio.lowlevel.reschedule(client.task, outcome.Value(given))
            self._woken = True

    def alarm(self, client: Waiter, at: float) -> None:
        """Call a client's `ring` at this time, or earlier."""
        self._alarms.set(client.fd, client, at)
        if self._nap is not None and at < self._nap.deadline:
            self._nap.deadline = at

    def ignore(self, client: Waiter) -> None:
        """Stop watching a client's socket, until the client sleeps again and wants input."""
        if client.watched:
            self._epoll.unregister(client.fd)
            client.watched = False

    def leave(self, client: Waiter) -> None:
        """Forget a client whose socket is about to be closed; closing removes it from the epoll."""
        client.watched = False
        if self._clients.get(client.fd) is client:
            del self._clients[client.fd]
