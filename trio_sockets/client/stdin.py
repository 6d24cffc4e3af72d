"""Reading standard input without blocking Trio, and without spoiling it for the shell."""

import errno
import os
import stat
import sys
from collections import deque

import trio

from trio_sockets.client.line_editor import LineEditor

STDIN = 0
CHUNK = 65536


async def read_stdin() -> bytes:
    """Return what standard input has next, or nothing at its end.

    It is never made non-blocking: that would be a property of the terminal itself, shared with
    standard output and with the shell that comes back after us. A terminal or a pipe is waited for
    instead, and then has something to read. On Windows, where only sockets can be waited for, a
    thread reads: cancelled, it still takes what comes next.
    """
    return await _read()


if sys.platform == "win32":

    async def _read() -> bytes:
        return await trio.to_thread.run_sync(_read_console, abandon_on_cancel=True)

    def _read_console() -> bytes:
        """Read as Python does, which has UTF-8 from a console: os.read has its code page's bytes.

        Python also knows the end there: Ctrl-Z, then Enter.
        """
        if sys.stdin is None:
            return b""
        raw = getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)
        return raw.read(CHUNK) or b""

else:

    async def _read() -> bytes:
        try:
            if stat.S_ISREG(os.fstat(STDIN).st_mode):  # kqueue would wait at its end for ever
                await trio.lowlevel.checkpoint()
            else:
                await trio.lowlevel.wait_readable(STDIN)
        except PermissionError:  # by epoll_ctl(2), for what never waits, such as /dev/null
            await trio.lowlevel.checkpoint()
        except OSError as error:
            if error.errno != errno.EINVAL:
                return b""  # no standard input at all, as under `<&-`
            # A device that kqueue does not know, as some of macOS.
            return await trio.to_thread.run_sync(os.read, STDIN, CHUNK, abandon_on_cancel=True)
        return os.read(STDIN, CHUNK)


class StdinLines:
    """Standard input line by line, for code that asks a person.

    A `LineEditor` reads it, so lines may end in LF, CR or CRLF, a byte order mark or UTF-16 does
    not matter, Ctrl-Z ends it where a console or a file has one, and of an arrow pressed within a
    line nothing is left.
    """

    def __init__(self) -> None:
        self._editor = LineEditor()
        self._lines: deque[str | None] = deque()

    async def read(self) -> str | None:
        """Return the next line without its end, or None when there are no more.

        Cancelling it loses nothing, but on Windows what is typed next: see `read_stdin`.
        """
        while not self._lines:
            if data := await read_stdin():
                self._lines += self._editor.feed(data)
            else:
                self._lines += [self._editor.text, None] if self._editor.text else [None]
        return self._lines.popleft() if self._lines[0] is not None else None
