"""Reading standard input without blocking Trio, and without spoiling it for the shell."""

import os
import sys

import trio

STDIN = 0
CHUNK = 65536


async def read_stdin() -> bytes:
    """Return what standard input has next, or nothing at its end.

    It is never made non-blocking: that would be a property of the terminal itself, shared with
    standard output and with the shell that comes back after us. A terminal or a pipe is waited for
    instead, and then has something to read.
    """
    if sys.platform == "win32":  # only sockets can be waited for there
        return await trio.to_thread.run_sync(os.read, STDIN, CHUNK, abandon_on_cancel=True)
    try:
        await trio.lowlevel.wait_readable(STDIN)
    except PermissionError:  # epoll refuses a regular file (epoll_ctl(2), EPERM): it never waits
        await trio.lowlevel.checkpoint()
    except OSError:  # no standard input at all, as under `<&-`
        return b""
    return os.read(STDIN, CHUNK)


class StdinLines:
    """Standard input line by line, for whoever asks a person."""

    def __init__(self) -> None:
        self._buffer = b""
        self._ended = False

    async def read(self) -> str | None:
        """Return the next line without its end, or None when there are no more.

        Cancelling it loses nothing.
        """
        while b"\n" not in self._buffer and not self._ended:
            data = await read_stdin()
            self._buffer += data
            self._ended = not data
        if not self._buffer:
            return None
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.decode(errors="replace")
