"""The deadlines of all clients of the pump: a heap of times, in place of a cancel scope each."""

import heapq
import math
from collections.abc import Mapping
from typing import Protocol, final

SPARE = 1000
"""Outdated alarms that the heap may hold, for any number of clients, before it is rebuilt."""


class Alarmed(Protocol):
    """A client with a deadline.

    :ivar alarm: the time at which it is called next; infinite if no alarm is set. Only `Alarms`
        changes it.
    """

    alarm: float

    def ring(self, now: float) -> None:
        """Act if a deadline is over; otherwise, set the alarm again."""


@final
class Alarms:
    """Keeps the next alarm of each client. It reads no clock.

    An alarm may be early, but must never be late: `Alarmed.ring` checks whether a deadline is
    really over. So it costs nothing to postpone a deadline until its alarm rings.

    :param clients: all clients, by descriptor.
    """

    def __init__(self, clients: Mapping[int, Alarmed]) -> None:
        self._clients = clients
        self._heap: list[tuple[float, int]] = []

    def __len__(self) -> int:
        return len(self._heap)

    @property
    def next(self) -> float:
        """The time at which `ring` must be called next; infinite if there is no alarm."""
        return self._heap[0][0] if self._heap else math.inf

    def set(self, fd: int, client: Alarmed, at: float) -> None:
        """Set a client's alarm to this time, unless it is set to an earlier one."""
        if at < client.alarm:
            client.alarm = at
            if len(self._heap) > 2 * len(self._clients) + SPARE:
                # The others are of clients that have gone, or were replaced by earlier alarms.
                self._heap = [(one.alarm, number) for number, one in self._clients.items()]
                heapq.heapify(self._heap)
            heapq.heappush(self._heap, (at, fd))

    def ring(self, now: float) -> None:
        """Call `Alarmed.ring` of each client whose alarm is due."""
        while self._heap and self._heap[0][0] <= now:
            at, fd = heapq.heappop(self._heap)
            client = self._clients.get(fd)
            # A new client may have the same descriptor. Usually its alarm is at another time; if
            # not, it rings once too often.
            if client is not None and client.alarm == at:
                client.alarm = math.inf
                client.ring(now)
