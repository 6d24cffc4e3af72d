"""Reading scores back from a file of SQLite's, also while servers write to it."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TypeVar, final

import apsw
import trio

from trio_sockets.scores.ranking import Standing, rank
from trio_sockets.scores.record import Record
from trio_sockets.scores.rows import COLUMNS, record_of, written_time
from trio_sockets.scores.schema import SchemaError, version
from trio_sockets.scores.sqlite_errors import store_error
from trio_sockets.scores.store import StoreError

_Found = TypeVar("_Found")

BUSY = 5.0
"""Seconds to wait for a process that has just begun, or crashed: only those lock out readers."""

_SELECT = f"SELECT {', '.join(COLUMNS)} FROM record"  # noqa: S608 - our own names
_WHERE = " WHERE ended >= :since"
_OF_PLAYER = " AND player = :player"
_NEWEST = " ORDER BY ended DESC, id LIMIT :newest"


def read(
    path: Path,
    *,
    player: str | None = None,
    since: datetime | None = None,
    newest: int | None = None,
) -> Iterator[Record]:
    """Read records, a row at a time. An older file is read as it is.

    :param path: the file.
    :param player: whose; None for everybody's.
    :param since: what was over before is left out.
    :param newest: how many at the most, the newest first; None for all, in any order.
    :raises StoreError: it is no file of scores, or cannot be read.
    """
    query = _SELECT + _WHERE + (_OF_PLAYER if player is not None else "")
    wanted = {
        "since": "" if since is None else written_time(since),
        "player": player,
        "newest": newest,
    }
    if newest is not None:
        query += _NEWEST
    try:
        # As one who may not write, but is let in to what was left by a process that was killed.
        with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)) as connection:
            connection.set_busy_timeout(round(1000 * BUSY))
            connection.pragma("query_only", True)  # noqa: FBT003 - apsw's
            if version(connection):
                yield from map(record_of, connection.execute(query, wanted))
    except (apsw.Error, SchemaError) as error:
        if not path.exists():
            raise StoreError(f"{path}: there is no such file") from error
        raise store_error(path, error) from error
    except ValueError as error:
        raise StoreError(f"{path}: a record in it is none: {error}") from error


@final
class FileReader:
    """A `Reader` of a file.

    A large file takes its time. It is read in a thread, which a cancellation does not wait for.

    :param path: the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    async def standings(self, since: datetime | None = None) -> list[Standing]:
        """See `Reader.standings`."""
        return await _in_thread(lambda: rank(read(self._path, since=since)))

    async def records(
        self,
        *,
        player: str | None = None,
        since: datetime | None = None,
        newest: int | None = None,
    ) -> list[Record]:
        """See `Reader.records`."""
        return await _in_thread(
            lambda: list(read(self._path, player=player, since=since, newest=newest))
        )


async def _in_thread(look: Callable[[], _Found]) -> _Found:
    return await trio.to_thread.run_sync(look, abandon_on_cancel=True)
