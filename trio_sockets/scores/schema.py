"""The tables of a file of scores, and how an older file becomes a newer one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import apsw

from trio_sockets.words import ReadableError, say

APPLICATION = 0x54535343
"""SQLite's ``application_id``: it tells a file of scores from any other ("TSSC")."""

MIGRATIONS: Sequence[str] = (
    # 1. WITHOUT ROWID: the id is all that a record is looked up by when it is written.
    """
    CREATE TABLE record (
        id TEXT PRIMARY KEY,
        service TEXT NOT NULL,
        player TEXT NOT NULL,
        low INTEGER NOT NULL,
        high INTEGER NOT NULL,
        tries INTEGER NOT NULL,
        used INTEGER NOT NULL,
        won INTEGER NOT NULL,
        seconds REAL NOT NULL,
        ended TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """,
    # 2. What --since and --player ask for is found without reading years of records.
    """
    CREATE INDEX record_ended ON record (ended);
    CREATE INDEX record_player ON record (player, ended);
    """,
)
"""The migrations from version n-1 to version n, from n = 1 on. Migrations are only ever added."""

VERSION = len(MIGRATIONS)
"""The version that this program writes. It reads all up to it."""


class SchemaError(ReadableError):
    """The file holds no scores, or a newer version wrote it. Its text is one line that says so."""


def version(connection: apsw.Connection) -> int:
    """Return a file's version; 0 if it is empty.

    :raises SchemaError: it is another program's file, or of a version that is not known yet.
    :raises apsw.Error: it cannot be read.
    """
    with connection:  # one moment of it, or a process that makes it now would confuse us
        there: int = connection.pragma("user_version")
        ours = connection.pragma("application_id") == APPLICATION
        empty = next(connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1"), None) is None
    if not ours:
        if there or not empty:
            raise SchemaError(say("it is another program's database"))
        return 0
    if there > VERSION:
        raise SchemaError(
            say(
                "its schema is version {there}, and this program knows up to {known}: update it",
                there=there,
                known=VERSION,
            )
        )
    return there


def migrate(connection: apsw.Connection) -> None:
    """Bring a file up to date, or leave it as it is. Several processes may do so at once.

    :raises SchemaError: see `version`.
    :raises apsw.Error: it cannot be written, or is locked.
    """
    while version(connection) < VERSION:
        with transaction(connection):  # the version too: a migration is done, or it is not
            before = version(connection)
            if before < VERSION:  # or another process has done it meanwhile
                connection.execute(MIGRATIONS[before])
                connection.pragma("application_id", APPLICATION)
                connection.pragma("user_version", before + 1)


@contextmanager
def transaction(connection: apsw.Connection) -> Iterator[None]:
    """Do all of the block, or nothing. Nobody else writes meanwhile.

    :raises apsw.BusyError: somebody else does.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # some errors have ended it
            connection.execute("ROLLBACK")
        raise
