"""The standard streams of a command, so that none of their errors ends the command.

Descriptors are shared with other programs of the terminal: they are never made non-blocking.
"""

import atexit
import io
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, TextIO, final

from trio_sockets.output.writer import BackgroundWriter

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_STDIN, _STDOUT, _STDERR = 0, 1, 2


def open_standard_streams() -> None:
    """Open `os.devnull` under those of the descriptors 0 to 2 that are closed.

    Else the first socket would get such a number, and what is written to standard error would go to
    a client. To be called before anything else opens a file.
    """
    for fd, flags in ((_STDIN, os.O_RDONLY), (_STDOUT, os.O_WRONLY), (_STDERR, os.O_WRONLY)):
        try:
            os.fstat(fd)
        except OSError:
            os.open(os.devnull, flags)  # the lowest number that is free, and so this one
            os.set_inheritable(fd, True)  # noqa: FBT003 - os has no name for it
    if sys.stdin is None:
        sys.stdin = open(_STDIN, encoding="utf-8", closefd=False)  # noqa: SIM115 - it stays open
    if sys.stdout is None:
        sys.stdout = _nowhere(_STDOUT)
    if sys.stderr is None:
        sys.stderr = _nowhere(_STDERR)


def tolerate_standard_error() -> None:
    """Lose what standard error does not take: that an error cannot be shown is not another error.

    It still waits for its reader, as a command at a terminal may.
    """
    sys.stderr = _over(sys.stderr, _Tolerant)


def put_output_in_background() -> None:
    """Write standard output and error in threads, so that a slow reader blocks no task.

    What is left when the process ends is written then, unless a reader has stalled.
    """
    sys.stdout, sys.stderr = in_background(sys.stdout), in_background(sys.stderr)
    atexit.register(_finish)


def in_background(stream: TextIO) -> TextIO:
    """Return a stream to the same descriptor that never fails and never waits.

    :param stream: one without a descriptor is returned itself.
    """
    return _over(stream, _Queued)


def tell_of_dropped_lines(stream: TextIO, notice: Callable[[int], str]) -> None:
    """Have a stream in the background say how many lines it has dropped, once it can.

    :param stream: nothing is done unless it is one.
    :param notice: makes the line. It is called in another thread.
    """
    if isinstance(queued := getattr(stream, "buffer", None), _Queued):
        queued.writer.notice = lambda dropped: notice(dropped).encode(
            stream.encoding, "backslashreplace"
        )


class _Over(io.RawIOBase):
    """Takes the place of a descriptor, under a text stream.

    :param raw: writes to the descriptor.
    :param replaced: the stream that wrote to it before: it would close it, were it forgotten.
    """

    def __init__(self, raw: io.RawIOBase, replaced: TextIO) -> None:
        self.raw = raw
        self._replaced = replaced

    @property
    def name(self) -> object:
        return getattr(self.raw, "name", self.raw.fileno())

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.raw.fileno()

    def isatty(self) -> bool:
        return self.raw.isatty()


@final
class _Tolerant(_Over):
    def write(self, data: "ReadableBuffer", /) -> int:
        everything = rest = bytes(data)
        with suppress(OSError):
            while rest:
                rest = rest[_write_some(self.raw, rest) :]
        return len(everything)


@final
class _Queued(_Over):
    def __init__(self, raw: io.RawIOBase, replaced: TextIO) -> None:
        super().__init__(raw, replaced)
        self.writer = BackgroundWriter(partial(_write_some, raw))

    def write(self, data: "ReadableBuffer", /) -> int:
        lines = bytes(data)
        for line in io.BytesIO(lines):
            self.writer.post(line)
        return len(lines)


def _over(stream: TextIO, place: type[_Over]) -> TextIO:
    buffer = getattr(stream, "buffer", None)  # which is raw itself under PYTHONUNBUFFERED
    raw = getattr(buffer, "raw", buffer)
    if not isinstance(raw, io.RawIOBase):
        return stream  # the program that runs us in its own process has replaced it
    stream.flush()
    return io.TextIOWrapper(
        place(raw, stream), stream.encoding, "backslashreplace", line_buffering=True
    )


def _write_some(raw: io.RawIOBase, data: bytes) -> int:
    """Write what goes at once, and return how many bytes that was; wait until some go.

    Windows' consoles take text alone, which `raw` knows: hence no `os.write`.
    """
    while (count := raw.write(data)) is None:
        select.select([], [raw], [])  # somebody else has made it non-blocking
    return count


def _nowhere(fd: int) -> TextIO:
    return open(fd, "w", encoding="utf-8", errors="backslashreplace", closefd=False)


def _finish() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # it does end, and soon
    began = time.monotonic()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(queued := getattr(stream, "buffer", None), _Queued):
            stream.flush()
            queued.writer.finish(began)
