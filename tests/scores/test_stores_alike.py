"""A file and Valkey: what is written to both is read from both, and ranked alike."""

import random
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from helpers.sample_record import NOON, record, records
from race.cluster.valkey import running_valkey
from trio_sockets.scores.ranking import rank
from trio_sockets.scores.reading import FileReader
from trio_sockets.scores.record import LARGEST, SERVICES, Record
from trio_sockets.scores.sqlite import SqliteStore
from trio_sockets.scores.store import ScoreReader, Store

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
    reader: ScoreReader


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


async def test_a_name_of_the_race_says_nothing_of_the_host_that_has_the_same(board: Board) -> None:
    games = [*records(6, "g", seconds=3), *records(4, "o", player="10.0.0.8", used=6)]
    await board.store.write(games)
    before = await board.reader.standings()
    races = records(9, "r", service="race", won=False, when=LATER)
    await board.store.write([*races, record("s", service="race", player="ana")])
    assert [one for one in await board.reader.standings() if one.service == "game"] == before
    theirs = [one for one in await board.reader.standings() if one.service == "race"]
    assert [(one.rank, one.player, one.games) for one in theirs] == [
        (1, "ana", 1),
        (2, "10.0.0.7", 9),
    ]
    whose = partial(board.reader.records, player="10.0.0.7")
    assert {one.service for one in await whose()} == {"game", "race"}
    assert len(await whose(services=["game"], newest=20)) == 6
    assert len(await whose(services=["race"], newest=20)) == 9
    assert len(await board.reader.records(services=["race"], newest=20)) == 10


async def test_a_name_of_the_race_is_the_same_in_capitals_and_shown_as_written_last(
    board: Board,
) -> None:
    names = ["ana", "Ana", "\uff21NA"]
    for number, name in enumerate(names):
        when = NOON + timedelta(minutes=number)
        await board.store.write([record(str(number), service="race", player=name, when=when)])
    await board.store.write([record("first", service="race", player="aNa", when=EARLY)])
    last = record("3", service="race", player="ANA", when=NOON + timedelta(minutes=2))
    await board.store.write([last])  # of one time, the first id is the last word
    [only] = await board.reader.standings()
    assert (only.player, only.games) == ("\uff21NA", 5)
    for name in names:
        found = await board.reader.records(player=name, newest=3)
        assert [one.id for one in found] == ["2", "3", "1"]


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
        assert (one.rank, one.service) == (other.rank, other.service)
        assert astuple(one)[2:-1] == pytest.approx(astuple(other)[2:-1])


async def test_where_nobody_has_played(board: Board) -> None:
    assert await board.reader.records() == []
    assert await board.reader.standings() == []
    assert await board.reader.standings(NOON) == []


def _a_season() -> list[Record]:
    chance = random.Random(7)
    return [
        record(
            str(number),
            service=chance.choice(SERVICES),
            player=f"{chance.choice(['player', 'PLAYER'])}-{chance.randrange(12)}",
            used=chance.randint(1, 7),
            won=chance.random() < 0.7,
            seconds=chance.uniform(0, 60),
            when=NOON + timedelta(minutes=number),
        )
        for number in range(400)
    ]
