"""Before the rooms: who joins again and again waits, and guesses wait while their room is full."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from helpers.sessions import give, take
from trio_sockets.protocol.messages import Higher, Joined
from trio_sockets.protocol.race.log import KEPT, RoomLog
from trio_sockets.protocol.race.session import RaceSession
from trio_sockets.race.door import CROWD, REFILL, Door

HOST = "192.0.2.1"


class Keeper:
    """Lets everybody in at once, into one room, and notes when."""

    def __init__(self) -> None:
        self.log = RoomLog()
        self.inside: dict[RaceSession, float] = {}

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        task_status.started()
        await trio.sleep_forever()

    def join(self, player: RaceSession, name: str, room: str) -> None:
        self.inside[player] = trio.current_time()
        player.listen(self.log)
        player.decided(Joined(room, len(self.inside)))

    def guess(self, player: RaceSession, number: int) -> None:
        player.decided(Higher(number))

    def leave(self, player: RaceSession, *, excused: bool = False) -> None:
        del self.inside[player]


@asynccontextmanager
async def door(size: int = 4) -> AsyncIterator[tuple[Door, Keeper]]:
    keeper = Keeper()
    made = Door(keeper, size)
    async with trio.open_nursery() as nursery:
        await nursery.start(made.run)
        yield made, keeper
        nursery.cancel_scope.cancel()


def player(at: Door, host: str | None = HOST) -> RaceSession:
    """Return somebody who has asked to join."""
    session = RaceSession(at)
    session.host = host
    take(session)
    give(session, b"JOIN ana\n")
    return session


async def test_a_host_may_bring_as_many_as_it_likes(autojump_clock: MockClock) -> None:
    async with door() as (made, keeper):
        for _ in range(240):
            player(made)
        assert len(keeper.inside) == 240


async def test_those_of_a_host_whose_players_come_and_go_wait_for_their_turn(
    autojump_clock: MockClock,
) -> None:
    async with door(4) as (made, keeper):
        start = trio.current_time()
        for _ in range(4):
            player(made).connection_lost()
        others = player(made, "192.0.2.2"), player(made, None)
        waiting = [player(made) for _ in range(3)]
        assert set(keeper.inside) == set(others)
        await trio.sleep(3 * REFILL)
        times = [keeper.inside[session] - start for session in waiting]
        assert times == pytest.approx([REFILL / 4, 2 * REFILL / 4, 3 * REFILL / 4])


async def test_one_who_waits_is_answered_when_he_is_let_in(autojump_clock: MockClock) -> None:
    async with door(1) as (made, _):
        player(made).connection_lost()
        late = player(made)
        assert take(late) == b""
        assert not late.wants_input
        await trio.sleep(REFILL + 0.1)
        assert take(late) == b"JOINED lobby 1\n"


async def test_one_who_goes_while_he_waits_never_was_there(autojump_clock: MockClock) -> None:
    async with door(1) as (made, keeper):
        player(made).connection_lost()
        for _ in range(10):
            player(made).connection_lost()
        await trio.sleep(REFILL + 0.1)
        assert not keeper.inside
        player(made)
        assert len(keeper.inside) == 1


async def test_a_host_never_waits_longer_than_for_all_of_its_joins(
    autojump_clock: MockClock,
) -> None:
    async with door(4) as (made, keeper):
        for session in [player(made) for _ in range(100)]:
            session.connection_lost()
        player(made)
        await trio.sleep(REFILL * 5 / 4 + 0.1)
        assert len(keeper.inside) == 1


async def test_hosts_that_have_all_joins_again_are_forgotten(autojump_clock: MockClock) -> None:
    async with door() as (made, _):
        for number in range(CROWD):
            player(made, str(number)).connection_lost()
        await trio.sleep(REFILL)
        player(made, HOST).connection_lost()
        assert len(made._hosts) == 1


async def test_a_guess_waits_while_the_log_of_its_room_is_full(autojump_clock: MockClock) -> None:
    async with door() as (made, keeper):
        ana = player(made)
        keeper.log.append(b"x" * (KEPT + 1))
        assert b"HIGHER" not in give(ana, b"50\n")
        await trio.lowlevel.checkpoint()
        assert b"HIGHER" not in take(ana)
        keeper.log.forget(ana.place)
        await wait_all_tasks_blocked()
        assert take(ana) == b"HIGHER 50\n"


def test_a_door_lets_at_least_one_in() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Door(Keeper(), 0)
