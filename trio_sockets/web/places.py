"""Admission control of a small server: which connections it has, and which one to evict.

An orchestrator restarts a service whose probe gets no answer. So no new connection is refused:
instead, an older one is evicted. An idle connection only risks its own place.
"""

from collections import Counter
from collections.abc import Hashable
from typing import Generic, TypeVar, final

KeyT = TypeVar("KeyT", bound=Hashable)


@final
class Places(Generic[KeyT]):
    """A bounded number of places, shared fairly between hosts. No clock is read: only order counts.

    :param most: the number of places.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        # In the order in which they began to wait, which a dict keeps.
        self._waiting: dict[KeyT, str | None] = {}
        self._answered: dict[KeyT, str | None] = {}

    def __len__(self) -> int:
        return len(self._waiting) + len(self._answered)

    def enter(self, key: KeyT, host: str | None) -> KeyT | None:
        """Give a new connection a place; if all are taken, evict a connection and return it.

        The evicted connection is one of the host with the most connections, so that such a host
        only disturbs itself. Of these, it is the one for whose client the server has waited
        longest. If all of them wait for a response, it is the one that has waited longest.

        :param key: identifies the new connection.
        :param host: its host; all connections with None count as one host.
        :returns: the evicted connection, which the caller must close; None if there is none.
        """
        evicted = None
        if len(self) >= self._most:
            hosts = Counter([*self._waiting.values(), *self._answered.values(), host])
            most = max(hosts.values())
            heaviest = {name for name, places in hosts.items() if places == most}
            line = [*self._waiting.items(), *self._answered.items()]
            # There is one: if only the new one's host has the most, it has others here already.
            evicted = next(taken for taken, name in line if name in heaviest)
            self.leave(evicted)
        self._waiting[key] = host
        return evicted

    def leave(self, key: KeyT) -> None:
        """Give a place back, unless the connection was evicted already."""
        self._waiting.pop(key, None)
        self._answered.pop(key, None)

    def asked(self, key: KeyT) -> None:
        """Note that a connection waits for its response: these are evicted last."""
        if key in self._waiting:
            self._answered[key] = self._waiting.pop(key)

    def waits(self, key: KeyT) -> None:
        """Note that the server waits for the client to read, to send a request, or to close."""
        if key in self._answered:
            self._waiting[key] = self._answered.pop(key)
