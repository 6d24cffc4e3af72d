"""Reading scores back from a file of SQLite's, also while servers write to it."""

import json
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar, final

import apsw
import trio

from trio_sockets.scores.ranking import Standing, rank
from trio_sockets.scores.record import SERVICES, Record, player_key
from trio_sockets.scores.rows import COLUMNS, record_of, written_time
from trio_sockets.scores.schema import SchemaError, version
from trio_sockets.scores.sqlite_errors import store_error_of
from trio_sockets.scores.sqlite_opening import reading, reading_error
from trio_sockets.words import say

_Found = TypeVar("_Found")

_SELECT = f"SELECT {', '.join(COLUMNS)} FROM record"  # noqa: S608 - our own names
_WHERE = " WHERE ended >= :since AND service IN (SELECT value FROM json_each(:services))"
_OF_PLAYER = (
    " AND (service <> 'race' AND player = :player"
    " OR service = 'race' AND player IN (SELECT value FROM json_each(:names)))"
)
_NAMES = "SELECT DISTINCT player FROM record"
_NEWEST = " ORDER BY ended DESC, id LIMIT :newest"


def read(
    path: Path,
    *,
    player: str | None = None,
    services: Collection[str] = SERVICES,
    since: datetime | None = None,
    newest: int | None = None,
) -> Iterator[Record]:
    """Read records, a row at a time. An older file is read as it is.

    :param path: the file.
    :param player: whose, by any name that is the same: see `player_key`; None for everybody's.
    :param services: of which ones.
    :param since: games that ended earlier are left out.
    :param newest: how many at the most, the newest first; None for all, in any order.
    :raises StoreError: it is no file of scores, or cannot be read.
    """
    query = _SELECT + _WHERE + (_OF_PLAYER if player is not None else "")
    wanted = {
        "since": "" if since is None else written_time(since),
        "player": player,
        "services": json.dumps(list(services)),
        "newest": newest,
        "names": None,
    }
    if newest is not None:
        query += _NEWEST
    try:
        with reading(path) as connection:
            if version(connection):
                if player is not None:
                    wanted["names"] = _same_names(connection, player)
                yield from map(record_of, connection.execute(query, wanted))
    except (apsw.Error, SchemaError) as error:
        raise reading_error(path, error) from error
    except ValueError as error:
        raise store_error_of(
            path, say("a record in it is none: {reason}", reason=str(error))
        ) from error


def _same_names(connection: apsw.Connection, player: str) -> str:
    """Return, as a JSON array, how a player has written his name in races."""
    key = player_key("race", player)
    names = (name for (name,) in connection.execute(_NAMES))
    return json.dumps([name for name in names if player_key("race", name) == key])


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
        services: Collection[str] = SERVICES,
        since: datetime | None = None,
        newest: int | None = None,
    ) -> list[Record]:
        """See `Reader.records`."""
        return await _in_thread(
            lambda: list(
                read(self._path, player=player, services=services, since=since, newest=newest)
            )
        )


async def _in_thread(look: Callable[[], _Found]) -> _Found:
    return await trio.to_thread.run_sync(look, abandon_on_cancel=True)
