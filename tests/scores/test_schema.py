"""A file of scores of each earlier version, an empty one, and such as are none of ours."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from helpers.sample_record import record
from trio_sockets.scores import schema
from trio_sockets.scores.reading import read
from trio_sockets.scores.rows import row_of
from trio_sockets.scores.schema import APPLICATION, MIGRATIONS, VERSION, SchemaError, migrate

INDEXES = {"record_ended", "record_player"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "scores.sqlite"


@pytest.fixture
def connection(path: Path) -> Iterator[apsw.Connection]:
    with closing(apsw.Connection(str(path))) as opened:
        yield opened


def make(connection: apsw.Connection, number: int) -> None:
    """Make a file as a program of that version did."""
    for script in MIGRATIONS[:number]:
        connection.execute(script)
    if number:
        connection.pragma("application_id", APPLICATION)
        connection.pragma("user_version", number)


def names(connection: apsw.Connection, kind: str) -> set[str]:
    query = "SELECT name FROM sqlite_schema WHERE type = ? AND sql IS NOT NULL"
    return {str(name) for (name,) in connection.execute(query, (kind,))}


def add(connection: apsw.Connection, id_: str) -> None:
    row = row_of(record(id_))
    connection.execute(f"INSERT INTO record VALUES ({', '.join('?' * len(row))})", row)


@pytest.mark.parametrize("number", range(VERSION + 1))
def test_from_each_version_to_the_newest(
    connection: apsw.Connection, path: Path, number: int
) -> None:
    make(connection, number)
    if number:
        add(connection, "before")
    migrate(connection)
    assert schema.version(connection) == VERSION
    assert names(connection, "table") == {"record"}
    assert names(connection, "index") == INDEXES
    add(connection, "after")
    assert {one.id for one in read(path)} == ({"before", "after"} if number else {"after"})


@pytest.mark.parametrize("number", range(1, VERSION + 1))
def test_each_version_can_be_read_as_it_is(
    connection: apsw.Connection, path: Path, number: int
) -> None:
    make(connection, number)
    add(connection, "a")
    assert list(read(path)) == [record("a")]
    assert schema.version(connection) == number


@pytest.mark.parametrize("number", range(VERSION))
def test_a_migration_that_fails_leaves_the_version_before(
    connection: apsw.Connection, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(connection, number)
    broken = [*MIGRATIONS[:number], MIGRATIONS[number] + "SELECT * FROM nowhere;"]
    monkeypatch.setattr(schema, "MIGRATIONS", broken)
    monkeypatch.setattr(schema, "VERSION", number + 1)
    with pytest.raises(apsw.SQLError, match="nowhere"):
        migrate(connection)
    assert schema.version(connection) == number
    assert names(connection, "table") == ({"record"} if number else set())
    assert names(connection, "index") == (INDEXES if number > 1 else set())
    monkeypatch.undo()
    migrate(connection)
    assert schema.version(connection) == VERSION


def test_a_migration_that_somebody_else_has_done_meanwhile(
    connection: apsw.Connection, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = schema.version
    looks = 0

    def look_and_be_overtaken(at: apsw.Connection) -> int:
        nonlocal looks
        found, looks = look(at), looks + 1
        if looks == 1:
            with closing(apsw.Connection(str(path))) as other:
                make(other, VERSION)
        return found

    monkeypatch.setattr(schema, "version", look_and_be_overtaken)
    migrate(connection)
    assert look(connection) == VERSION


def test_a_newer_version_is_refused(connection: apsw.Connection) -> None:
    make(connection, VERSION)
    connection.pragma("user_version", VERSION + 1)
    words = f"its schema is version {VERSION + 1}, and this program knows up to {VERSION}"
    with pytest.raises(SchemaError, match=words):
        migrate(connection)


@pytest.mark.parametrize(
    "script", ["CREATE TABLE record (id);", "PRAGMA user_version = 1;"], ids=["table", "version"]
)
def test_the_database_of_another_program_stays_as_it_is(
    connection: apsw.Connection, path: Path, script: str
) -> None:
    connection.execute(script)
    before = path.read_bytes()
    with pytest.raises(SchemaError, match="another program's database"):
        migrate(connection)
    assert path.read_bytes() == before


@pytest.mark.parametrize("wanted", [{"since": "2026-01-01"}, {"player": "a", "since": ""}])
def test_what_the_command_asks_for_is_found_by_an_index(
    connection: apsw.Connection, wanted: dict[str, str]
) -> None:
    migrate(connection)
    where = " AND ".join(f"{'ended' if name == 'since' else name} >= ?" for name in wanted)
    where = where.replace("player >=", "player =")
    query = f"EXPLAIN QUERY PLAN SELECT * FROM record WHERE {where}"
    plan = [str(row[3]) for row in connection.execute(query, tuple(wanted.values()))]
    assert all("USING INDEX" in step for step in plan), plan
