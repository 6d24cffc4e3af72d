"""Scores as Valkey has them: its keys, and a record's words. No Trio, no connection."""

import json
from datetime import UTC, datetime, timedelta

from trio_sockets.scores.ranking import Sums
from trio_sockets.scores.record import SERVICES, Record
from trio_sockets.scores.rows import record_of, row_of

TAG = "{scores}"
"""The prefix of each key. The braces put all of them into one slot of a cluster, so that one
script may write them together."""

RECORDS = f"{TAG}:records"
"""A hash: the text of each record, by its id."""

NEWEST = f"{TAG}:newest"
"""A sorted set: the ids, the newest first."""

NAMES = "names"

OF_SERVICE = (NAMES, *Sums.NAMES)
"""The keys of each service: a hash of the players' names, as last written, by the player's key; and
a sorted set for each sum over his games."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def of_service(service: str) -> tuple[str, ...]:
    """Return the keys of `OF_SERVICE`."""
    return tuple(f"{TAG}:{service}:{name}" for name in OF_SERVICE)


def newest_of(service: str, key: str) -> str:
    """Return the key of a sorted set: the ids of a player's records, the newest first.

    :param key: the player's, see `player_key`.
    """
    return f"{TAG}:{service}:player:{key}"


def order(when: datetime) -> int:
    """Return a time's place among others, the latest first: microseconds before 1970.

    A sorted set puts those of one place in the order of their ids, as a file of SQLite's does.
    """
    return -((when - _EPOCH) // timedelta(microseconds=1))


def record_words(record: Record) -> tuple[str | int | float, ...]:
    """Return what the script takes of a record."""
    sums = Sums()
    sums.add(record)
    text = json.dumps(row_of(record), ensure_ascii=False)
    service = SERVICES.index(record.service)
    return record.id, text, order(record.when), service, record.key, record.player, *sums.values()


def record_in(text: bytes | None) -> Record:
    """Return the record of a text.

    :raises ValueError: it holds none.
    """
    try:
        return record_of(tuple(json.loads(text or b"")))
    except (AttributeError, TypeError) as error:  # of another type than it should be
        raise ValueError(str(error)) from error
