"""Turns strace's lines into events of a program, its threads and children: pure and total.

The flags of ``clone`` tell which threads share their descriptors (clone(2)).
"""

from collections.abc import Iterator
from typing import Final, final

from trio_sockets.trace.model.events import Event, Exit, Signal
from trio_sockets.trace.sources.numbers import Numbers
from trio_sockets.trace.sources.socket_calls import COPIES, ON_SOCKETS, WAITS, SocketCalls
from trio_sockets.trace.sources.strace_lines import (
    Line,
    LineReader,
    Returned,
    Signalled,
    Started,
    ThreadExited,
)

NEW_THREADS: Final = ("clone", "clone3", "fork", "vfork")
WATCHED: Final = ("socket", *ON_SOCKETS, *WAITS, *COPIES, *NEW_THREADS, "execve")
"""The system calls that strace records."""

EARLY = 2000
"""The most lines of a new thread that are held back until the call that created it returns, as
strace may report that later.
"""

_SIGNALS = frozenset({"SIGPIPE"})
"""The signals that are shown. Others do not matter, or end the program, which its end shows."""


@final
class SystemCalls:
    """The calls of one program, line by line.

    :param program: the program's name in the session.
    """

    def __init__(self, program: str) -> None:
        self._program = program
        self._lines = LineReader()
        self._numbers = Numbers()
        self._sockets = SocketCalls(program, self._numbers)
        self._process_of: dict[int, int] = {}
        self._early: dict[int, list[Line]] = {}

    def read(self, line: str) -> list[Event]:
        """Read one line; return its events."""
        read = self._lines.read(line)
        return [] if read is None else list(self._take(read))

    def _take(self, line: Line) -> Iterator[Event]:
        if not self._process_of:
            self._process_of[line.thread] = line.thread
            self._numbers.begin(line.thread, line.thread)
        if line.thread not in self._process_of:
            waiting = self._early.setdefault(line.thread, [])
            if len(waiting) < EARLY:
                waiting.append(line)
            return
        process = self._process_of[line.thread]
        match line:
            case Started():
                yield from self._sockets.started(line, process)
            case Returned(name=name) if name in NEW_THREADS:
                yield from self._new_thread(line, process)
            case Returned():
                yield from self._sockets.returned(line, process)
            case Signalled(thread, at, name) if name in _SIGNALS:
                yield Signal(at, self._program, name, self._numbers.thread(process, thread))
            case ThreadExited(thread, at, code, signal) if thread == process:
                yield from self._sockets.ended(at, process)
                yield Exit(at, self._program, code, signal, self._numbers.process(process))
            case _:
                pass

    def _new_thread(self, line: Returned, parent: int) -> Iterator[Event]:
        child = line.result
        if child is None or child <= 0 or child in self._process_of:
            return
        flags = " ".join(line.arguments)
        if "CLONE_THREAD" in flags:
            self._process_of[child] = parent
        else:
            self._process_of[child] = child
            self._numbers.begin(child, child)
            self._sockets.fork(parent, child)
        for early in self._early.pop(child, []):
            yield from self._take(early)
