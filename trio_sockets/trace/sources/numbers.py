"""Numbers of calls and sockets that are unique in a program with several processes."""

from itertools import count
from typing import final


@final
class Numbers:
    """The numbers and names of one program.

    The first process and its first thread have an empty name; others are counted.
    """

    def __init__(self) -> None:
        self._calls = count(1)
        self._sockets = count(1)
        self._by_call: dict[tuple[int, int], int] = {}
        self._by_socket: dict[tuple[int, int], int] = {}
        self._processes: dict[int, str] = {}
        self._threads: dict[tuple[int, int], str] = {}
        self._first_threads: set[int] = set()
        self._others = 0

    def begin(self, process: int, thread: int) -> None:
        """Assign names to a process and its first thread."""
        self._first_threads.add(process)
        self._threads[process, thread] = self.process(process)

    def process(self, process: int) -> str:
        """Return the name of a process."""
        if process not in self._processes:
            number = len(self._processes) + 1
            self._processes[process] = "" if number == 1 else f"process {number}"
        return self._processes[process]

    def thread(self, process: int, thread: int) -> str:
        """Return the name of a thread.

        The first thread of a process has the name of the process. If `begin` did not name it, the
        first one asked for counts as the first thread.
        """
        key = process, thread
        if key not in self._threads:
            if process not in self._first_threads:
                self._first_threads.add(process)
                self._threads[key] = self.process(process)
            else:
                self._others += 1
                self._threads[key] = f"thread {self._others + 1}"
        return self._threads[key]

    def begin_call(self, process: int, call: int) -> int:
        """Return the number of a call that begins."""
        number = self._by_call[process, call] = next(self._calls)
        return number

    def call(self, process: int, call: int) -> int:
        """Return the number of a running call; 0, which is never assigned, if it never began."""
        return self._by_call.get((process, call), 0)

    def end_call(self, process: int, call: int) -> int:
        """Return the number of a call that ends; 0 if it never began."""
        return self._by_call.pop((process, call), 0)

    def socket(self, process: int, socket: int) -> int:
        """Return the number of a socket."""
        if (process, socket) not in self._by_socket:
            self._by_socket[process, socket] = next(self._sockets)
        return self._by_socket[process, socket]

    def fork(self, parent: int, child: int) -> None:
        """Let a child share the socket numbers of its parent."""
        inherited = [each for each in self._by_socket.items() if each[0][0] == parent]
        for (_, socket), number in inherited:
            self._by_socket[child, socket] = number
