"""Rooms in one process: the players are sessions, the clock is a mock."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
import trio
from trio.testing import MockClock

from helpers.sessions import give, take
from trio_sockets.protocol.messages import Parameters
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.protocol.race.session import RaceSession
from trio_sockets.race.local import LocalRooms

RULES = Rules(Parameters(1, 100, 2))


@asynccontextmanager
async def rooms_at_work(
    below: Callable[[int], int] = lambda _: 62, rules: Rules = RULES
) -> AsyncIterator[LocalRooms]:
    rooms = LocalRooms(rules, below)
    async with trio.open_nursery() as nursery:
        await nursery.start(rooms.run)
        yield rooms
        nursery.cancel_scope.cancel()


def arrived(rooms: LocalRooms) -> RaceSession:
    """Return somebody who has been greeted."""
    player = RaceSession(rooms)
    take(player)
    return player


def say(player: RaceSession, line: str) -> list[str]:
    """Send a line, and return what is said since he last heard anything."""
    return give(player, f"{line}\n".encode()).decode().splitlines()


def heard(player: RaceSession) -> list[str]:
    return take(player).decode().splitlines()


async def test_a_round_begins_for_all_at_once_and_exactly_on_time(
    autojump_clock: MockClock,
) -> None:
    async with rooms_at_work() as rooms:
        ana, bo = arrived(rooms), arrived(rooms)
        times: dict[str, float] = {}
        ana.on_output = lambda: times.setdefault("ana", trio.current_time())
        bo.on_output = lambda: times.setdefault("bo", trio.current_time())
        start = trio.current_time()
        say(bo, "JOIN bo")
        say(ana, "JOIN ana")
        heard(bo)
        await trio.testing.wait_all_tasks_blocked()
        times.clear()
        await trio.sleep(60)
        assert heard(ana) == ["* ROUND 1 1 100 2"]
        assert times == {"ana": pytest.approx(start + 5), "bo": pytest.approx(start + 5)}


async def test_the_next_round_is_counted_from_the_end_of_the_last(
    autojump_clock: MockClock,
) -> None:
    async with rooms_at_work() as rooms:
        ana = arrived(rooms)
        say(ana, "JOIN ana")
        await trio.sleep(7)
        assert say(ana, "63")[1:] == ["WIN 1", "* END 63", "* SCORE ana 198 198", "* NEXT 5"]
        await trio.sleep(4.999)
        assert heard(ana) == []
        await trio.sleep(0.002)
        assert heard(ana) == ["* ROUND 2 1 100 2"]


async def test_a_silent_round_ends_by_itself(autojump_clock: MockClock) -> None:
    async with rooms_at_work() as rooms:
        ana = arrived(rooms)
        say(ana, "JOIN ana")
        await trio.sleep(124.999)
        assert heard(ana) == ["* ROUND 1 1 100 2"]
        await trio.sleep(0.002)
        assert heard(ana) == ["* END 63", "* NEXT 5"]


async def test_rooms_know_nothing_of_one_another(autojump_clock: MockClock) -> None:
    async with rooms_at_work() as rooms:
        ana, bo = arrived(rooms), arrived(rooms)
        say(ana, "JOIN ana")
        assert say(bo, "JOIN ana elsewhere") == ["JOINED elsewhere 1", "* NEXT 5"]
        assert heard(ana) == []
        assert say(arrived(rooms), "JOIN cy LOBBY")[0] == "JOINED lobby 2"
        assert heard(ana) == ["* JOIN cy"]
        assert heard(bo) == []


async def test_a_room_goes_with_its_last_player_and_so_does_its_task(
    autojump_clock: MockClock,
) -> None:
    async with rooms_at_work() as rooms:
        await trio.testing.wait_all_tasks_blocked()
        before = trio.lowlevel.current_statistics().tasks_living
        for _ in range(3):
            ana, bo = arrived(rooms), arrived(rooms)
            say(ana, "JOIN ana")
            say(bo, "JOIN bo")
            await trio.sleep(6)
            ana.connection_lost()
            assert heard(bo)[-1] == "* LEAVE ana"
            bo.connection_lost()
            bo.connection_lost()
            await trio.testing.wait_all_tasks_blocked()
            assert trio.lowlevel.current_statistics().tasks_living == before
        assert say(arrived(rooms), "JOIN ana") == ["JOINED lobby 1", "* NEXT 5"]


async def test_a_player_who_does_not_read_is_sent_away_and_the_others_hear_all(
    autojump_clock: MockClock,
) -> None:
    rules = Rules(Parameters(1, 100, 10_000))
    async with rooms_at_work(rules=rules) as rooms:
        slow, ana, bo = (arrived(rooms) for _ in range(3))
        for player, name in ((slow, "slow"), (ana, "ana"), (bo, "bo")):
            say(player, f"JOIN {name}")
        await trio.sleep(5.1)
        assert heard(ana) == ["* JOIN bo", "* ROUND 1 1 100 10000"]
        assert heard(bo) == ["* ROUND 1 1 100 10000"]
        for left in range(9_999, 5_999, -1):
            assert say(ana, "1") == [f"HIGHER {left}"]
            assert heard(bo) == [f"* GUESS ana {left}"]
        await trio.sleep(0.1)
        assert heard(ana) == heard(bo) == ["* LEAVE slow"]
        assert slow.finished
        assert take(slow).startswith(b"ERR too-slow ")


async def test_secrets_are_drawn_between_the_bounds(autojump_clock: MockClock) -> None:
    asked = []

    def below(number: int) -> int:
        asked.append(number)
        return 0

    async with rooms_at_work(below) as rooms:
        ana = arrived(rooms)
        say(ana, "JOIN ana")
        await trio.sleep(6)
        assert say(ana, "1")[1] == "WIN 1"
        assert asked == [100]
