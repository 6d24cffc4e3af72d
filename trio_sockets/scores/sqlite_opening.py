"""Opening a file of SQLite's as one who may read it, and perhaps not write beside it.

A file in WAL mode is read by way of its ``-shm``, which has to be made where it is missing. It is
missing once the last server has ended in order; then there is no ``-wal`` either, and the file
alone is all there is.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import apsw

from trio_sockets.scores.sqlite_errors import store_error, store_error_of
from trio_sockets.scores.store import StoreError
from trio_sockets.system_errors import reason_of
from trio_sockets.words import say

BUSY = 5.0
"""Seconds to wait for a process that has just begun, or crashed: only those lock out readers."""

_NO_RIGHT = (apsw.CantOpenError, apsw.ReadOnlyError)
"""The errors of SQLite where it may not write, by the first right that is missing."""

_BESIDE = ("", "-wal", "-shm")


@contextmanager
def reading(path: Path) -> Iterator[apsw.Connection]:
    """Open a connection that reads a file, for the duration of the block.

    :raises StoreError: a server wrote to the file while it was read as immutable.
    :raises apsw.Error: it cannot be read.
    """
    # Opened for writing, SQLite can also recover what a killed process left; it only reads here.
    with closing(_connection(str(path.absolute()), apsw.SQLITE_OPEN_READWRITE)) as connection:
        if _is_readable(connection):
            yield connection
            return
    before = _settled(path)
    uri = f"file:{quote(str(path.absolute()))}?immutable=1"
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    with closing(_connection(uri, flags)) as connection:
        yield connection
    if _settled(path) != before:
        raise store_error_of(path, say("a server began to write to it meanwhile: try again"))


def reading_error(path: Path, error: Exception) -> StoreError:
    """Return what to raise instead of an error of `reading`: one line that says what to do."""
    try:
        path.stat()
    except FileNotFoundError:
        return store_error_of(path, say("there is no such file"))
    except OSError as reason:
        return store_error_of(path, say("it cannot be read: {reason}", reason=reason_of(reason)))
    for part in (Path(f"{path}{end}") for end in _BESIDE):
        if part.exists() and not _may_read(part):
            return store_error_of(
                part, say("you may not read it: run this as its owner{name}", name=_owner(part))
            )
    if isinstance(error, _NO_RIGHT) and path.is_file():
        return store_error_of(
            path,
            say(
                "a server left it open, and you may not write beside it: run this as its owner"
                "{name}, or while a server runs",
                name=_owner(path),
            ),
        )
    return store_error(path, error)


def _connection(name: str, flags: int) -> apsw.Connection:
    connection = apsw.Connection(name, flags=flags)
    connection.set_busy_timeout(round(1000 * BUSY))
    connection.pragma("query_only", True)  # noqa: FBT003 - apsw's
    return connection


def _is_readable(connection: apsw.Connection) -> bool:
    """Return whether a file can be read; false if only for want of the right to write beside it."""
    try:
        connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()
    except _NO_RIGHT:
        if _settled(Path(connection.filename)) is None:
            raise
        return False
    return True


def _settled(path: Path) -> tuple[int, int, int] | None:
    """Return what changes with a file that no server has open; None if one has it open."""
    if Path(f"{path}-wal").exists():
        return None
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _may_read(path: Path) -> bool:
    return os.access(path, os.R_OK, effective_ids=os.access in os.supports_effective_ids)


def _owner(path: Path) -> str:
    if sys.platform != "win32":
        with suppress(OSError, KeyError):  # a user without a name on this machine
            return f" ({path.owner()})"
    return ""
