"""Tracks processes of a program that share sockets after a fork: pure.

The reports of a parent and of its child arrive on two connections, in any order. A child inherits
the sockets that its parent had at the time of the fork. So the parent reports each fork in advance,
and its sockets at that time are kept until the child reports. The last close that is read need not
be the last that was made.
"""

from itertools import count
from typing import final

from trio_sockets.trace.model.events import Shut
from trio_sockets.trace.sources.holders import Holders
from trio_sockets.trace.sources.numbers import Numbers


@final
class Forks:
    """The forks of one program.

    :param numbers: the numbers of the program's calls and sockets.
    :param holders: records which process holds which socket. Until a child reports, a negative
        process number stands for it.
    """

    def __init__(self, numbers: Numbers, holders: Holders) -> None:
        self._numbers = numbers
        self._holders = holders
        self._standing_in: dict[tuple[int, int], int] = {}
        self._negative = count(-1, -1)
        self._closed: dict[int, Shut] = {}

    def begin(self, parent: int, fork: int) -> None:
        """Record that a process is about to fork.

        :param fork: the number of the fork in that process.
        """
        child = self._standing_in[parent, fork] = next(self._negative)
        self._copy(parent, child)

    def begun(self, parent: int, fork: int) -> bool:
        """Tell whether the parent has reported a fork whose child has not reported yet."""
        return (parent, fork) in self._standing_in

    def born(self, parent: int, fork: int, child: int) -> None:
        """Give a child that reports the sockets of its parent at the time of the fork.

        If the fork was never reported, the child gets nothing.
        """
        standing_in = self._standing_in.pop((parent, fork), None)
        if standing_in is not None:
            self._copy(standing_in, child)
            self._holders.end(standing_in)

    def close(self, process: int, shut: Shut) -> Shut | None:
        """Record that a process closed a socket.

        :return: if no process holds the socket now, its latest close, which ended the connection.
        """
        before = self._closed.get(shut.socket, shut)
        self._closed[shut.socket] = max(before, shut, key=lambda each: each.at)
        if self._holders.close(process, shut.socket):
            return self._closed.pop(shut.socket)
        return None

    def end(self) -> list[int]:
        """Finish: no child will report any more; return the sockets that no process holds now."""
        ended = [self._holders.end(child) for child in self._standing_in.values()]
        self._standing_in.clear()
        return [socket for sockets in ended for socket in sockets]

    def _copy(self, process: int, child: int) -> None:
        self._numbers.fork(process, child)
        self._holders.fork(process, child)
