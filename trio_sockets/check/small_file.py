"""Reading a small text file that a stranger may have named, or put there."""

import os
import stat
from pathlib import Path

MOST = 64 * 1024
"""Bytes of a file: many times what anybody writes by hand."""

_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


class UnreadableError(Exception):
    """A file cannot be read; the message is a few words that say why."""


class MissingError(UnreadableError):
    """There is no such file."""


def read_small(path: Path) -> str:
    """Read a file, without ever waiting for it.

    A name may lead to a device that never ends, or to a pipe that nobody writes into.

    :raises UnreadableError: it is no regular file, or larger than `MOST`, or not UTF-8.
    """
    try:
        with open(path, "rb", opener=_open_at_once) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UnreadableError("it is no regular file")
            data = file.read(MOST + 1)
    except FileNotFoundError as error:
        raise MissingError(error.strerror) from error
    except OSError as error:
        raise UnreadableError(error.strerror) from error
    except ValueError as error:
        raise UnreadableError("no file has such a name") from error
    if len(data) > MOST:
        raise UnreadableError(f"it is larger than {MOST >> 10} KiB")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise UnreadableError("it is not UTF-8") from error


def _open_at_once(name: str, flags: int) -> int:
    return os.open(name, flags | _AT_ONCE)
