"""What holds of every keeper of rooms: that of one process, and that of many servers."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any, Protocol

import pytest
import trio

from helpers.sessions import take
from helpers.waiting import until
from race.cluster.valkey import running_valkey
from race.players import Driven, join_together
from trio_sockets.protocol.messages import Parameters
from trio_sockets.protocol.race.log import KEPT
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.protocol.race.session import Rooms
from trio_sockets.race.audience import Recorder
from trio_sockets.race.local import LocalRooms

if TYPE_CHECKING:
    from trio_sockets.race.scorecard import RaceResult

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
    async with keeping(Rules(Parameters(1, 100, 3), countdown=60_000)) as rooms:
        ana = await joined(rooms, "Ana", "Den")
        await ana.hears("* NEXT 60")
        bo = Driven(rooms)
        assert await bo.answers("JOIN bo DEN") == "JOINED Den 2"
        assert bo.told[-2] == "* PLAYER Ana 0"
        assert re.fullmatch(r"\* NEXT \d+", bo.told[-1])  # what is left of the minute
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

        def strangers() -> dict[str, set[str]]:
            """Return, for each, the others that it has not heard of."""
            heard = {
                name: {line.split()[2] for line in player.told if " p" in line}
                for name, player in players.items()
            }
            return {name: rest for name in players if (rest := {*players} - {name} - heard[name])}

        await until(lambda: not strangers(), strangers)
        assert all(f" {name} " not in " ".join(p.told) for name, p in players.items())


async def test_a_round_is_won_by_who_finds_the_number(keeping: Keeping) -> None:
    async with keeping(Rules(RULES.parameters, countdown=1_000, limit=60_000)) as rooms:
        ana, bo = await join_together((rooms, "ana"), (rooms, "bo"))
        for player in (ana, bo):
            await player.hears("* ROUND 1 1 100 3")
        assert await ana.answers("1") == "HIGHER 2"
        await bo.hears("* GUESS ana 2")
        assert await ana.answers("100") == "LOWER 1"
        assert await bo.answers("42") == "WIN 1"
        await ana.hears("* WIN bo 1")
        score = await ana.hears("* SCORE bo ")
        assert await ana.hears("* NEXT") == "* NEXT 1"
        assert await bo.hears("WIN") == "WIN 1"
        await bo.hears("* NEXT 1")
        late = await joined(rooms, "late")
        total = score.rpartition(" ")[2]
        assert f"* PLAYER bo {total}" in late.told or await late.hears(f"* PLAYER bo {total}")


async def test_a_round_ends_when_all_are_out_or_have_left(keeping: Keeping) -> None:
    async with keeping(Rules(Parameters(1, 100, 1), countdown=1_000)) as rooms:
        ana, bo = await join_together((rooms, "ana"), (rooms, "bo"))
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
    results: list[RaceResult] = []
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


async def test_a_round_does_not_count_for_a_player_whom_the_server_sends_away(
    keeping: Keeping,
) -> None:
    results: list[RaceResult] = []
    async with keeping(Rules(Parameters(1, 100, 2), countdown=30), results.append) as rooms:
        ana, bo, cy = [await joined(rooms, name) for name in ("ana", "bo", "cy")]
        await ana.hears("* ROUND ")
        assert await ana.answers("1") == "HIGHER 1"
        assert await bo.answers("1") == "HIGHER 1"
        await bo.answers("1")
        await cy.hears("* OUT bo")
        ana.is_sent_away()
        bo.is_sent_away()  # he had no tries left, and so has lost in any case
        await cy.hears("* LEAVE bo")
        assert await cy.answers("42") == "WIN 1"
        await cy.hears("* END ")
    assert [(one.name, one.won) for one in results if one.name != "cy"] == [("bo", False)]
    assert ("cy", True) in [(one.name, one.won) for one in results]


async def test_names_that_look_the_same_have_one_place_in_a_room(keeping: Keeping) -> None:
    async with keeping() as rooms:
        await joined(rooms, "cop")
        for alike in ("COP", "\u0441\u043e\u0440", "\uff43op"):
            player = Driven(rooms)
            assert (await player.answers(f"JOIN {alike}")).startswith("ERR name-taken")
        for unseen in ("cop\ufe0f", "\u3164", "\u2800", "c\u043ep"):
            assert (await player.answers(f"JOIN {unseen}")).startswith("ERR bad-name")
            assert (await player.answers(f"JOIN bo {unseen}")).startswith("ERR bad-name")


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
    async with keeping(Rules(RULES.parameters, countdown=60_000)) as rooms:
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
        for number, player in enumerate(players, 1):
            player.says(f"JOIN p{number}")
            if number % 50 == 0:  # each join is told to all before it: 125,000 lines, never at once
                await player.hears(f"JOINED lobby {number}")
        await players[500].hears("ERR room-full")


async def test_a_slow_reader_is_dropped_and_the_others_are_told(keeping: Keeping) -> None:
    long = "\U00020000" * 24  # so that few guesses are many bytes
    async with keeping(Rules(Parameters(1, 100, 10_000), countdown=30)) as rooms:
        slow, ana = await joined(rooms, "slow"), await joined(rooms, long)
        slow.session.on_output = lambda: None
        await ana.hears("* ROUND 1 ")
        for _ in range(KEPT // 100):
            await ana.answers("1")
        await ana.hears("* LEAVE slow")
        assert slow.session.finished
        assert take(slow.session).splitlines()[-1].startswith(b"ERR too-slow")
