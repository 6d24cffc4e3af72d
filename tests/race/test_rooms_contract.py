"""What holds of every keeper of rooms: that of one process, and that of many servers."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any, Protocol

import pytest
import trio

from race.cluster.valkey import running_valkey
from race.players import PATIENCE, Driven
from trio_sockets.protocol.messages import Parameters
from trio_sockets.protocol.pushing import MAX_QUEUED
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.protocol.race.session import Rooms
from trio_sockets.race.audience import Recorder
from trio_sockets.race.local import LocalRooms

if TYPE_CHECKING:
    from trio_sockets.race.scorecard import Result

SECRET = 42
RULES = Rules(Parameters(1, 100, 3), countdown=30, limit=60_000)


class Keeping(Protocol):
    """Keeps rooms for as long as a block lasts."""

    def __call__(
        self, rules: Rules = RULES, record: Recorder | None = None
    ) -> AbstractAsyncContextManager[Rooms]: ...


def below(_: int) -> int:
    return SECRET - 1


@pytest.fixture(scope="module")
def valkey() -> Iterator[Any]:
    with running_valkey() as server:
        yield server


@pytest.fixture(params=["local", "cluster"])
def keeping(request: pytest.FixtureRequest) -> Keeping:
    def made(rules: Rules, record: Recorder | None) -> Any:
        if request.param == "local":
            return LocalRooms(rules, below, record)
        valkey = request.getfixturevalue("valkey")
        with valkey.client() as client:
            client.flushall()
        cluster = pytest.importorskip("trio_sockets.race.cluster.rooms", exc_type=ImportError)
        return cluster.ClusterRooms(valkey.url, rules, below, record)

    @asynccontextmanager
    async def keep(rules: Rules = RULES, record: Recorder | None = None) -> AsyncIterator[Rooms]:
        rooms = made(rules, record)
        async with trio.open_nursery() as nursery:
            await nursery.start(rooms.run)
            yield rooms
            nursery.cancel_scope.cancel()

    return keep


async def joined(rooms: Rooms, name: str, room: str = "lobby") -> Driven:
    player = Driven(rooms)
    player.says(f"JOIN {name} {room}")
    await player.hears(f"JOINED {room}")
    return player


async def test_who_joins_is_told_who_is_there_and_the_others_hear_of_it(keeping: Keeping) -> None:
    async with keeping(Rules(Parameters(1, 100, 3), countdown=5_000)) as rooms:
        ana = await joined(rooms, "Ana", "Den")
        await ana.hears("* NEXT 5")
        bo = Driven(rooms)
        assert await bo.answers("JOIN bo DEN") == "JOINED Den 2"
        assert bo.told[-2:] == ["* PLAYER Ana 0", "* NEXT 5"]
        await ana.hears("* JOIN bo")
        assert ana.told == []


async def test_a_name_is_taken_in_one_room_alone_and_free_when_its_player_left(
    keeping: Keeping,
) -> None:
    async with keeping() as rooms:
        ana = await joined(rooms, "Ana", "one")
        second = Driven(rooms)
        assert (await second.answers("JOIN ANA one")).startswith("ERR name-taken")
        assert await second.answers("JOIN ANA two") == "JOINED two 1"
        other = await joined(rooms, "other", "one")
        ana.leaves()
        await other.hears("* LEAVE Ana")
        third = Driven(rooms)
        assert await third.answers("JOIN ana one") == "JOINED one 2"


async def test_all_who_join_at_once_know_of_one_another(keeping: Keeping) -> None:
    async with keeping(Rules(RULES.parameters, countdown=60_000)) as rooms:
        players = {f"p{number}": Driven(rooms) for number in range(9)}
        for name, player in players.items():
            player.says(f"JOIN {name}")
        with trio.fail_after(PATIENCE):
            for name, player in players.items():
                others = {other for other in players if other != name}
                while {line.split()[2] for line in player.told if " p" in line} != others:  # noqa: ASYNC110 - see `hears`
                    await trio.sleep(0.001)


async def test_a_round_is_won_by_who_finds_the_number(keeping: Keeping) -> None:
    async with keeping(Rules(RULES.parameters, countdown=1_000, limit=60_000)) as rooms:
        ana, bo = await joined(rooms, "ana"), await joined(rooms, "bo")
        for player in (ana, bo):
            await player.hears("* ROUND 1 1 100 3")
        assert await ana.answers("1") == "HIGHER 2"
        await bo.hears("* GUESS ana 2")
        assert await ana.answers("100") == "LOWER 1"
        assert await bo.answers("42") == "WIN 1"
        await ana.hears("* WIN bo 1")
        score = await ana.hears("* SCORE bo ")
        assert ana.told[-1] == "* NEXT 1"
        assert bo.told[bo.told.index("WIN 1") :] == ["WIN 1", "* END 42", score, "* NEXT 1"]
        late = await joined(rooms, "late")
        total = score.rpartition(" ")[2]
        assert f"* PLAYER bo {total}" in late.told or await late.hears(f"* PLAYER bo {total}")


async def test_a_round_ends_when_all_are_out_or_have_left(keeping: Keeping) -> None:
    async with keeping(Rules(Parameters(1, 100, 1), countdown=1_000)) as rooms:
        ana, bo = await joined(rooms, "ana"), await joined(rooms, "bo")
        await bo.hears("* ROUND 1 ")
        assert await ana.answers("1") == "OUT"
        await bo.hears("* OUT ana")
        assert (await ana.answers("2")).startswith("ERR no-tries")
        ana.told.clear()
        bo.leaves()
        await ana.hears("* LEAVE bo")
        await ana.hears("* END 42")
        await ana.hears("* NEXT ")


async def test_who_guesses_and_leaves_has_lost_also_if_nobody_is_left(keeping: Keeping) -> None:
    results: list[Result] = []
    async with keeping(RULES, results.append) as rooms:
        ana = await joined(rooms, "ana")
        await ana.hears("* ROUND 1 ")
        assert await ana.answers("1") == "HIGHER 2"
        ana.leaves()
        bo = await joined(rooms, "bo")
        await bo.hears("* ROUND ")
        assert await bo.answers("42") == "WIN 1"
    assert [(one.name, one.used, one.won) for one in results] == [
        ("ana", 1, False),
        ("bo", 1, True),
    ]


async def test_a_round_ends_when_its_time_is_over(keeping: Keeping) -> None:
    async with keeping(Rules(RULES.parameters, countdown=30, limit=30)) as rooms:
        ana = await joined(rooms, "ana")
        await ana.hears("* ROUND 1 ")
        await ana.hears("* END 42")
        await ana.hears("* ROUND 2 ")


async def test_a_latecomer_waits_for_the_next_round(keeping: Keeping) -> None:
    async with keeping() as rooms:
        ana = await joined(rooms, "ana")
        await ana.hears("* ROUND 1 ")
        late = await joined(rooms, "late")
        await late.hears("* WAIT 1")
        assert (await late.answers("42")).startswith("ERR no-round")
        assert await ana.answers("42") == "WIN 1"
        await late.hears("* ROUND 2 ")
        assert await late.answers("42") == "WIN 1"


async def test_lines_in_one_piece_are_answered_one_after_the_other(keeping: Keeping) -> None:
    async with keeping() as rooms:
        ana = Driven(rooms)
        ana.says("JOIN ana\n0\nQUIT")
        await ana.hears("BYE")
        replies = ["JOINED lobby 1", "ERR no-round wait for the next round"]
        assert ana.session.finished
        bo = Driven(rooms)
        assert await bo.answers("JOIN ana") == replies[0]  # nobody is there any more
        assert await bo.answers("0") == replies[1]


async def test_bounds_of_eighteen_digits_are_exact(keeping: Keeping) -> None:
    low, high = -(10**18) + 1, 10**18 - 1
    async with keeping(Rules(Parameters(low, high, 3), countdown=30)) as rooms:
        ana = await joined(rooms, "ana")
        await ana.hears(f"* ROUND 1 {low} {high} 3")
        number = low + SECRET - 1
        assert await ana.answers(str(number + 1)) == "LOWER 2"
        assert await ana.answers(str(number - 1)) == "HIGHER 1"
        assert await ana.answers(str(number)) == "WIN 3"


async def test_a_room_is_full_at_last(keeping: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    async with keeping(Rules(RULES.parameters, countdown=60_000)) as rooms:
        players = [Driven(rooms) for _ in range(501)]
        for number, player in enumerate(players):
            player.says(f"JOIN p{number}")
        await players[499].hears("JOINED lobby 500")
        await players[500].hears("ERR room-full")


async def test_a_slow_reader_is_dropped_and_the_others_are_told(keeping: Keeping) -> None:
    async with keeping(Rules(RULES.parameters, countdown=60_000)) as rooms:
        slow, ana = await joined(rooms, "slow"), await joined(rooms, "ana")
        slow.session.wake = lambda: None
        slow.session.push(b"x" * MAX_QUEUED)
        bo = await joined(rooms, "bo")
        await ana.hears("* JOIN bo")
        await ana.hears("* LEAVE slow")
        await bo.hears("* LEAVE slow")
        assert slow.session.pushes().startswith(b"ERR too-slow")
        assert slow.session.finished
