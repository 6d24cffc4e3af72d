"""Rate-limits log lines of similar events, and counts those that are left out.

Any client can make the log grow: ten thousand resets are ten thousand lines. So the first
ones are logged, the others are counted, and one line says how many. The Linux kernel does that
(``printk_ratelimit``), and journald.
"""

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar, final

KindT = TypeVar("KindT", bound=Hashable)

WINDOW = 10.0
"""Seconds that a window lasts, from the first event of its kind."""

PER_HOST = 20
"""Events of a kind that are logged for one host in a window, so that it hides no other host."""

PER_KIND = 100
"""Events of a kind that are logged for all hosts in a window: one attacker can have many addresses.
This also bounds the number of hosts in memory: each has an event that was logged."""


@final
@dataclass(frozen=True, slots=True)
class LeftOut(Generic[KindT]):
    """Events that were not logged.

    :param kind: what they have in common.
    :param times: how many.
    :param seconds: the time since the first event of that kind, which was logged.
    """

    kind: KindT
    times: int
    seconds: float


@final
@dataclass(slots=True)
class _Window:
    began: float
    logged: Counter[str | None] = field(default_factory=Counter)
    left_out: int = 0

    @property
    def ends(self) -> float:
        return self.began + WINDOW


@final
class RateLimit(Generic[KindT]):
    """Decides which events are logged. It reads no clock: ``now`` is in seconds of any clock.

    It is meant for few kinds: the last window of each stays in memory.
    """

    def __init__(self) -> None:
        self._windows: dict[KindT, _Window] = {}

    def admits(self, kind: KindT, host: str | None, now: float) -> bool:
        """Tell whether an event is to be logged; if not, count it.

        :param kind: events of one kind share a window.
        :param host: the host that caused it; events without a host (None) count as one host's.
        """
        window = self._windows.get(kind)
        if window is None or (now >= window.ends and not window.left_out):
            window = self._windows[kind] = _Window(now)
        if window.logged[host] < PER_HOST and window.logged.total() < PER_KIND:
            window.logged[host] += 1
            return True
        window.left_out += 1
        return False

    def due(self) -> float | None:
        """Return when the next window with left-out events ends; None without such a window."""
        return min((w.ends for w in self._windows.values() if w.left_out), default=None)

    def over(self, now: float) -> Iterator[LeftOut[KindT]]:
        """Yield the events left out in the windows that are over, and forget these windows."""
        for kind in [kind for kind, window in self._windows.items() if now >= window.ends]:
            yield from self._forget(kind, now)

    def rest(self, now: float) -> Iterator[LeftOut[KindT]]:
        """Yield the events left out in all windows, and forget them: no more events will come."""
        for kind in list(self._windows):
            yield from self._forget(kind, now)

    def _forget(self, kind: KindT, now: float) -> Iterator[LeftOut[KindT]]:
        window = self._windows.pop(kind)
        if window.left_out:
            yield LeftOut(kind, window.left_out, now - window.began)
