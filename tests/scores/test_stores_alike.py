"""A file and Valkey: what is written to both is read from both, and ranked alike."""

import random
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from race.cluster.valkey import running_valkey
from sample_record import NOON, record, records
from trio_sockets.scores.ranking import rank
from trio_sockets.scores.reading import FileReader
from trio_sockets.scores.record import LARGEST, Record
from trio_sockets.scores.sqlite import SqliteStore
from trio_sockets.scores.store import Reader, Store

pytest.importorskip("coredis", reason="coredis is not installed")

from trio_sockets.scores.valkey import ValkeyStore
from trio_sockets.scores.valkey_reading import ValkeyReader

LATER = NOON + timedelta(microseconds=1)
EARLY = datetime.fromisoformat("1900-01-01T00:00:00.000001+00:00")
LATE = datetime.fromisoformat("9999-12-31T23:59:59.999999+00:00")


@dataclass
class Board:
    """A place that scores are written to, and read from."""

    store: Store
    reader: Reader


@pytest.fixture(params=["file", "valkey"])
async def board(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Board]:
    with ExitStack() as stack:
        if request.param == "file":
            path = tmp_path / "scores.sqlite"
            board = Board(SqliteStore(path), FileReader(path))
        else:
            url = stack.enter_context(running_valkey()).url
            board = Board(ValkeyStore(url), ValkeyReader(url))
        async with board.store:
            await board.store.open()
            yield board


def by_id(one: Record) -> str:
    return one.id


async def test_what_is_written_is_read_back(board: Board) -> None:
    games = [
        record("a", low=-LARGEST, high=LARGEST, tries=LARGEST, used=LARGEST, seconds=0.1 + 0.2),
        record("b", service="race", player="\x1b[2Jé\0'\n {scores}", used=0, won=False),
        record("c", when=EARLY),
        record("d", when=LATE),
    ]
    await board.store.write(games)
    assert sorted(await board.reader.records(), key=by_id) == games


async def test_what_is_written_again_is_there_and_counts_once(board: Board) -> None:
    await board.store.write(records(2))
    await board.store.write([*records(3), record("2"), record("1", player="another")])
    assert sorted(one.id for one in await board.reader.records()) == ["0", "1", "2"]
    [only] = await board.reader.standings()
    assert (only.player, only.games) == ("10.0.0.7", 3)


async def test_whose_since_when_and_how_many(board: Board) -> None:
    await board.store.write(
        [
            record("a", player="é"),
            record("b", player="x", when=LATER),
            record("c", player="é", when=NOON + timedelta(days=1)),
            record("d", player="é"),
        ]
    )

    def ids(found: list[Record]) -> str:
        return "".join(one.id for one in found)

    assert ids(await board.reader.records(newest=10)) == "cbad"
    assert ids(await board.reader.records(newest=2)) == "cb"
    assert ids(await board.reader.records(player="é", newest=2)) == "ca"
    assert ids(await board.reader.records(since=LATER, newest=10)) == "cb"
    assert ids(await board.reader.records(player="é", since=LATER, newest=10)) == "c"
    assert ids(await board.reader.records(player="' OR 1", newest=10)) == ""


@pytest.mark.parametrize("since", [None, NOON + timedelta(minutes=200)])
async def test_the_ranking_is_that_of_the_records(board: Board, since: datetime | None) -> None:
    games = _a_season()
    for start in range(0, len(games), 100):
        await board.store.write(games[start : start + 150])  # some of them twice
    counted = [one for one in games if since is None or one.when >= since]
    expected, found = rank(counted), await board.reader.standings(since)
    assert [one.player for one in found] == [one.player for one in expected]
    for one, other in zip(found, expected, strict=True):
        assert astuple(one)[2:] == pytest.approx(astuple(other)[2:])


async def test_where_nobody_has_played(board: Board) -> None:
    assert await board.reader.records() == []
    assert await board.reader.standings() == []
    assert await board.reader.standings(NOON) == []


def _a_season() -> list[Record]:
    chance = random.Random(7)
    return [
        record(
            str(number),
            player=f"player {chance.randrange(12)}",
            used=chance.randint(1, 7),
            won=chance.random() < 0.7,
            seconds=chance.uniform(0, 60),
            when=NOON + timedelta(minutes=number),
        )
        for number in range(400)
    ]
