r"""Parses the reports of the shim into events: pure.

A report is a line of ASCII with fields separated by tabs. Text is encoded by ``unicode_escape``,
bytes are in hexadecimal, and None is empty. The first field is the kind of the line:

====  ====================================================================================
H     a process begins: its number, the one that it was forked from or 0, which of that
      one's forks it was, its first thread, its folder, the version of its Python
F     a process is about to fork: which of its forks it is
B     a call begins: time, thread, call, name, socket, arguments, bytes offered, the first of
      them, file, line
E     a call ends: time, call, value, error, bytes moved, the first of them, socket made
N     a socket's addresses: time, socket, local, peer, whether it listens
S     a socket ends: time, thread, socket, how (``half``, ``close`` or ``abort``), call
====  ====================================================================================
"""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Literal, cast, final

from trio_sockets.trace.model.events import Begin, End, Event, Exit, Named, Shut, Where
from trio_sockets.trace.sources.forks import Forks
from trio_sockets.trace.sources.holders import Holders
from trio_sockets.trace.sources.numbers import Numbers

LONGEST = 32 * 1024
"""The most bytes of a report. A longer one is not from the shim."""

PLACES = 10_000
"""How many lines of source are cached."""

_LATEST = 1e12
"""An upper limit for times, in seconds since the epoch."""

SourceOf = Callable[[str, int], str]
"""Returns the text of a line of a file; "" if it cannot be read."""

_How = Literal["half", "close", "abort"]


class WireError(Exception):
    """The received bytes are not a report of the shim."""


@final
class ShimReader:
    """Reads the reports of one process.

    :param program: the name of its program.
    :param numbers: the numbers of the program, shared by its processes.
    :param holders: the program's record of which process holds which socket.
    :param forks: the program's forks whose children have not reported yet.
    """

    def __init__(
        self,
        program: str,
        numbers: Numbers,
        holders: Holders,
        forks: Forks,
        source_of: SourceOf,
    ) -> None:
        self._program = program
        self._numbers = numbers
        self._holders = holders
        self._forks = forks
        self._source_of = source_of
        self._held = b""
        self._lines: deque[bytes] = deque()
        self._fork: tuple[int, int] | None = None
        self._process, self._first_thread = 0, 0
        self._folder = ""
        self._places: dict[tuple[str, str], Where] = {}

    def receive(self, data: bytes) -> list[Event]:
        """Add bytes, cut anywhere; return the events.

        :raises WireError: the peer is not the shim. Events of earlier calls remain valid.
        """
        *lines, self._held = (self._held + data).split(b"\n")
        if len(self._held) > LONGEST:
            raise WireError("a report is too long")
        self._lines.extend(lines)
        events: list[Event] = []
        self._take_over()
        while self._lines and not self.waits:
            events.extend(self._events(self._lines.popleft()))
            self._take_over()
        return events

    def _take_over(self) -> None:
        if self._fork is not None and self._forks.begun(*self._fork):
            self._forks.born(*self._fork, self._process)
            self.wait_no_more()

    @property
    def waits(self) -> bool:
        """Whether the process is a child whose parent's report of the fork was not read yet.

        The child's reports are held back until then: afterwards, or after ``wait_no_more``, call
        ``receive`` with no bytes.
        """
        return self._fork is not None

    def wait_no_more(self) -> None:
        """Stop waiting: treat the child as a process that inherited nothing."""
        self._fork = None
        self._numbers.begin(self._process, self._first_thread)

    def ended(self, at: float) -> list[Event]:
        """Return the events at the end of the process or of its reports."""
        events: list[Event] = [
            Shut(at, self._program, number) for number in self._holders.end(self._process)
        ]
        thread = self._numbers.process(self._process)
        return [*events, Exit(at, self._program, thread=thread)] if thread else events

    def _events(self, line: bytes) -> Iterator[Event]:
        try:
            kind, *fields = line.decode("ascii").split("\t")
            match kind, fields:
                case "H", [process, parent, fork, thread, folder, _]:
                    self._process, self._folder = int(process), _text(folder)
                    self._first_thread = int(thread)
                    if int(parent):
                        self._fork = int(parent), int(fork)
                    else:
                        self._numbers.begin(self._process, self._first_thread)
                case "F", [fork]:
                    self._forks.begin(self._process, int(fork))
                case "B", [*_] if len(fields) == 10:  # noqa: PLR2004 - as above
                    yield self._begin(fields)
                case "E", [at, call, value, error, size, data, made]:
                    yield End(
                        _time(at),
                        self._program,
                        self._numbers.end_call(self._process, int(call)),
                        _text(value),
                        _text(error),
                        _count(size),
                        bytes.fromhex(data),
                        self._socket(made),
                    )
                case "N", [at, socket, local, peer, listening]:
                    number = self._holders.holds(self._process, self._number(socket))
                    yield Named(
                        _time(at),
                        self._program,
                        number,
                        _text(local),
                        _text(peer),
                        listening=listening == "1",
                    )
                case "S", [at, thread, socket, how, call] if how in {"half", "close", "abort"}:
                    yield from self._shut(_time(at), thread, socket, cast("_How", how), call)
                case _:
                    raise WireError("it is not a report")
        except (ValueError, OverflowError) as error:
            raise WireError("a report cannot be read") from error

    def _begin(self, fields: list[str]) -> Begin:
        at, thread, call, name, socket, detail, size, data, file, line = fields
        return Begin(
            _time(at),
            self._program,
            self._numbers.begin_call(self._process, int(call)),
            _text(name),
            self._numbers.thread(self._process, int(thread)),
            self._socket(socket),
            _text(detail),
            _count(size),
            bytes.fromhex(data),
            self._where(file, line) if file else None,
        )

    def _where(self, file: str, line: str) -> Where:
        key = file, line
        if key not in self._places:
            if len(self._places) >= PLACES:
                self._places.clear()
            place, number = _text(file), _count(line)
            source = self._source_of(self._path(place), number)
            self._places[key] = Where(place, number, source)
        return self._places[key]

    def _shut(self, at: float, thread: str, socket: str, how: _How, call: str) -> Iterator[Event]:
        number = self._number(socket)
        made_by = self._numbers.call(self._process, int(call)) if call else None
        name = self._numbers.thread(self._process, int(thread))
        shut = Shut(at, self._program, number, how, made_by, name, collected=not call)
        ended = shut if how == "half" else self._forks.close(self._process, shut)
        if (
            ended is not None
        ):  # otherwise another process still holds the socket, and no FIN is sent
            yield ended

    def _socket(self, field: str) -> int | None:
        if not field:
            return None
        return self._holders.holds(self._process, self._number(field))

    def _number(self, field: str) -> int:
        return self._numbers.socket(self._process, int(field))

    def _path(self, file: str) -> str:
        return file if file.startswith(("/", "\\")) or ":" in file else f"{self._folder}/{file}"


def _time(field: str) -> float:
    at = round(float(field), 6)
    if not 0 <= at < _LATEST:
        raise ValueError("it is not a time")
    return at


def _count(field: str) -> int:
    number = int(field)
    if number < 0:
        raise ValueError("it is negative")
    return number


def _text(field: str) -> str:
    if "\\" not in field:
        return field
    return field.encode("ascii").decode("unicode_escape")
