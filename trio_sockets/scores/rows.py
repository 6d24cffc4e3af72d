"""A record as a row of the table `record`, and back."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import TypeAlias

from trio_sockets.scores.record import Record

Row: TypeAlias = tuple[str, str, str, int, int, int, int, int, float, str]
"""The columns of the table, in its order: those of `Record`, with `ended` for `when`."""

COLUMNS = tuple("ended" if field.name == "when" else field.name for field in fields(Record))
"""The names of the columns. (``WHEN`` is a word of SQL's.)"""


def row_of(record: Record) -> Row:
    """Return a record's row."""
    return (
        *(record.id, record.service, record.player, record.low, record.high, record.tries),
        *(record.used, int(record.won), float(record.seconds), written_time(record.when)),
    )


def record_of(row: Row) -> Record:
    """Return a row's record.

    :raises ValueError: it holds none.
    """
    key, service, player, low, high, tries, used, won, seconds, ended = row
    when = datetime.fromisoformat(ended).astimezone(UTC)
    return Record(key, service, player, low, high, tries, used, bool(won), seconds, when)


def written_time(when: datetime) -> str:
    """Return a time as the table has it: RFC 3339 in UTC with microseconds, so that it sorts."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
