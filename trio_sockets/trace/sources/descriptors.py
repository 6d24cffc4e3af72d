"""The descriptors of a program's processes, and the sockets behind them."""

from itertools import count
from typing import final

from trio_sockets.trace.sources.holders import Holders


@final
class Descriptors:
    """Maps the descriptors of processes to sockets.

    :param holders: records which process holds which socket.
    """

    def __init__(self, holders: Holders) -> None:
        self._holders = holders
        self._sockets = count(1)
        self._tables: dict[int, dict[int, int]] = {}
        self._closing: dict[int, set[int]] = {}

    def open(self, process: int, descriptor: int, *, closes: bool) -> int:
        """Add a descriptor of a new socket; return the socket.

        :param closes: the descriptor has the close-on-exec flag.
        """
        return self._set(process, descriptor, next(self._sockets), closes=closes)

    def socket(self, process: int, descriptor: int, *, known: bool) -> int | None:
        """Return the socket of a descriptor; None if it is not a socket.

        :param known: it is a socket, even if its creation was not seen.
        """
        socket = self._tables.get(process, {}).get(descriptor)
        if socket is None and known:
            return self.open(process, descriptor, closes=False)
        return socket

    def copy(self, process: int, descriptor: int, new: int, *, closes: bool) -> None:
        """Record a duplicate of a descriptor."""
        socket = self._tables.get(process, {}).get(descriptor)
        if socket is not None and new != descriptor:
            self._set(process, new, socket, closes=closes)

    def close(self, process: int, descriptor: int) -> list[int]:
        """Remove a descriptor; return its socket if no descriptor refers to it now."""
        table = self._tables.get(process, {})
        socket = table.pop(descriptor, None)
        self._closing.get(process, set()).discard(descriptor)
        if socket is None or socket in table.values():
            return []
        return [socket] if self._holders.close(process, socket) else []

    def fork(self, parent: int, child: int) -> None:
        """Copy all descriptors of a parent to its child."""
        self._tables[child] = dict(self._tables.get(parent, {}))
        self._closing[child] = set(self._closing.get(parent, set()))
        self._holders.fork(parent, child)

    def execute(self, process: int) -> list[int]:
        """Close the close-on-exec descriptors; return the sockets that are closed by this."""
        closing = list(self._closing.get(process, set()))
        return [socket for descriptor in closing for socket in self.close(process, descriptor)]

    def end(self, process: int) -> list[int]:
        """Remove a process; return the sockets that are closed by this."""
        self._tables.pop(process, None)
        self._closing.pop(process, None)
        return self._holders.end(process)

    def _set(self, process: int, descriptor: int, socket: int, *, closes: bool) -> int:
        self.close(process, descriptor)
        self._tables.setdefault(process, {})[descriptor] = socket
        if closes:
            self._closing.setdefault(process, set()).add(descriptor)
        return self._holders.holds(process, socket)
