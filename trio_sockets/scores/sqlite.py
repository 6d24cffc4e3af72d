"""Writes scores to an SQLite file with apsw, which supports Trio: one thread per connection.

A whole transaction is one call in that thread, so a cancellation cannot leave it open.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast, final

import apsw
import apsw.aio
import trio

from trio_sockets.scores.private_file import make_private
from trio_sockets.scores.record import Record
from trio_sockets.scores.rows import COLUMNS, Row, row_of
from trio_sockets.scores.schema import SchemaError, migrate, transaction, version
from trio_sockets.scores.sqlite_errors import store_error

BUSY = 0.1
"""Seconds to wait for another process that writes. A call cannot be cancelled while it waits, so
the wait is short: to wait longer, a caller tries again."""

_PLACES = ", ".join("?" * len(COLUMNS))
_INSERT = f"INSERT INTO record VALUES ({_PLACES}) ON CONFLICT (id) DO NOTHING"  # noqa: S608 - only "?"

_PASSING = (apsw.BusyError, apsw.LockedError, apsw.FullError, apsw.IOError)
"""Transient errors, in spite of which a server starts."""


@final
class SqliteStore:
    """A `Store` in a file, which several processes may write to. Close it, as it has a thread.

    With WAL and ``synchronous=NORMAL``, a write survives a crash of the process at once, and a
    power failure from the next checkpoint on.

    :param path: the file. If it does not exist, it is created, for its owner only.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = str(path.absolute())  # SQLite gives ":memory:" and "" a meaning of their own
        self._connection: apsw.AsyncConnection | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def open(self) -> None:
        """See `Store.open`: a locked file or a full disk may be transient, and is no error here.

        :raises StoreError: it is another program's file, or cannot be written.
        """
        try:
            await self._opened()
        except _PASSING:
            pass
        except (apsw.Error, SchemaError) as error:
            raise store_error(self._path, error) from error

    async def write(self, records: Sequence[Record], /) -> None:
        """See `Store.write`."""
        rows = [row_of(record) for record in records]
        try:
            connection = await self._opened()
            await connection.async_run(_insert, connection, rows)
        except (apsw.Error, SchemaError) as error:
            if not isinstance(error, apsw.BusyError):
                await self.aclose()  # the next write opens the file as it is then
            raise store_error(self._path, error) from error

    async def aclose(self) -> None:
        """Close the file and end its thread. The next write opens it again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with trio.CancelScope(shield=True):
                await connection.aclose()

    async def _opened(self) -> "apsw.AsyncConnection":
        if self._connection is None:
            # If this were cancelled, the thread would never end, and the process would not exit.
            with trio.CancelScope(shield=True):
                await trio.to_thread.run_sync(make_private, self._file)
                connection = await _connect(self._file)
                try:
                    await connection.async_run(_prepare, connection)
                except BaseException:
                    await connection.aclose()
                    raise
            self._connection = connection
        return self._connection


async def _connect(file: str) -> "apsw.AsyncConnection":
    # Left to itself, apsw finds out by Trio's installed metadata, and raises RuntimeError where
    # this process may not read them.
    controller: Any = apsw.aio.Trio  # apsw calls it for each connection; its stub says otherwise
    token = apsw.async_controller.set(controller)
    try:
        return await apsw.Connection.as_async(file)
    finally:
        apsw.async_controller.reset(token)


def _prepare(given: "apsw.AsyncConnection") -> None:
    connection = cast("apsw.Connection", given)  # in its own thread, it is one
    connection.set_busy_timeout(round(1000 * BUSY))
    if connection.readonly("main"):
        raise apsw.ReadOnlyError("attempt to write a readonly database")
    version(connection)  # before a byte of another program's file is changed
    connection.pragma("journal_mode", "WAL")
    connection.pragma("synchronous", "NORMAL")
    migrate(connection)


def _insert(given: "apsw.AsyncConnection", rows: Iterable[Row]) -> None:
    connection = cast("apsw.Connection", given)  # likewise
    with transaction(connection):
        connection.executemany(_INSERT, rows)
