"""Reading a small text file that a person named, or a stranger put there."""

import codecs
import os
import stat
from pathlib import Path

from trio_sockets.system_errors import reason_of
from trio_sockets.words import ReadableError, say

MOST = 64 * 1024
"""The most bytes of a file, many times more than a person writes by hand."""

_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""The byte order marks of files that Windows saved as "Unicode"; UTF-32's begins likewise."""


class UnreadableError(ReadableError):
    """A file cannot be read; the message is a few words that say why."""


class MissingError(UnreadableError):
    """There is no such file."""


def read_small(path: Path) -> str:
    """Read a file, without ever waiting for it, and without the byte order mark of Windows.

    A name may lead to a device that never ends, or to a pipe that nobody writes into.

    :raises UnreadableError: it is not a regular file, or is larger than `MOST`, or not UTF-8.
    """
    try:
        with open(path, "rb", opener=_open_at_once) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UnreadableError(say("it is not a regular file"))
            data = file.read(MOST + 1)
    except FileNotFoundError as error:
        raise MissingError(reason_of(error)) from error
    except OSError as error:
        raise UnreadableError(reason_of(error)) from error
    except ValueError as error:
        raise UnreadableError(say("no file has such a name")) from error
    if len(data) > MOST:
        raise UnreadableError(say("it is larger than {kib} KiB", kib=MOST >> 10))
    return _decoded(data)


def _decoded(data: bytes) -> str:
    if data.startswith(_UTF_16):
        raise UnreadableError(say("it is UTF-16: save it as UTF-8"))
    if b"\0" in data:
        raise UnreadableError(say("it is not text, or it is UTF-16: save it as UTF-8"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableError(
            say("line {line} is not UTF-8: save it as UTF-8", line=line)
        ) from error


def _open_at_once(name: str, flags: int) -> int:
    return os.open(name, flags | _AT_ONCE)
