"""Tracks which processes hold a socket: the last close ends the connection."""

from typing import final


@final
class Holders:
    """The sockets of one program, with the processes that hold them."""

    def __init__(self) -> None:
        self._held: dict[int, set[int]] = {}
        self._count: dict[int, int] = {}

    def holds(self, process: int, socket: int) -> int:
        """Record that a process holds a socket; return the socket."""
        held = self._held.setdefault(process, set())
        if socket not in held:
            held.add(socket)
            self._count[socket] = self._count.get(socket, 0) + 1
        return socket

    def fork(self, parent: int, child: int) -> None:
        """Let a child hold all sockets of its parent."""
        for socket in self._held.get(parent, set()):
            self.holds(child, socket)

    def close(self, process: int, socket: int) -> bool:
        """Record that a process closed a socket; return whether no process holds it now."""
        held = self._held.get(process, set())
        if socket not in held:
            return False
        held.remove(socket)
        self._count[socket] -= 1
        if self._count[socket]:
            return False
        del self._count[socket]
        return True

    def end(self, process: int) -> list[int]:
        """Record that a process ended; return the sockets that no process holds now."""
        held = sorted(self._held.get(process, set()))
        return [socket for socket in held if self.close(process, socket)]
