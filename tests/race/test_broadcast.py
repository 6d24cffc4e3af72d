"""What a room says is sent to each player once a turn, and to a few of them at a time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from helpers.sessions import take
from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.race.log import KEPT
from trio_sockets.protocol.race.messages import PlayerGuessed
from trio_sockets.protocol.race.room import Pushed
from trio_sockets.protocol.race.session import RaceSession, Rooms
from trio_sockets.race.audience import CHANCES, Audience
from trio_sockets.race.broadcast import AT_ONCE, Broadcast

NEWS = (Pushed(PlayerGuessed("ana", 5)),)
LINE = b"* GUESS ana 5\n"


class Hall(Rooms):
    """Rooms in which players are put by the test, and that note who leaves."""

    def __init__(self) -> None:
        self.broadcast = Broadcast()
        self.audience = Audience(self.broadcast)
        self.left: list[RaceSession] = []

    def enter(self, key: str) -> RaceSession:
        player = RaceSession(self)
        take(player)
        self.audience.add(key, player)
        return player

    def join(self, player: RaceSession, name: str, room: str) -> None:
        raise NotImplementedError

    def guess(self, player: RaceSession, number: int) -> None:
        raise NotImplementedError

    def leave(self, player: RaceSession, *, excused: bool = False) -> None:
        self.left.append(player)
        for key, there in list(self.audience.players.items()):
            if there is player:
                self.audience.leave(key, excused=excused)


@asynccontextmanager
async def hall() -> AsyncIterator[Hall]:
    made = Hall()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(made.broadcast.run)
        yield made
        nursery.cancel_scope.cancel()


async def test_a_small_room_hears_the_first_word_of_a_turn_at_once() -> None:
    async with hall() as made:
        heard = bytearray()
        player = made.enter("ana")
        player.on_output = lambda: heard.extend(take(player))
        made.audience.tell(NEWS)
        assert heard == LINE


async def test_all_that_is_said_in_one_turn_is_sent_once() -> None:
    async with hall() as made:
        sent: dict[RaceSession, list[bytes]] = {}

        def note(player: RaceSession) -> None:
            sent[player].append(take(player))

        for number in range(3 * AT_ONCE):
            player = made.enter(str(number))
            sent[player] = []
            player.on_output = partial(note, player)
        for _ in range(100):
            made.audience.tell(NEWS)
        await wait_all_tasks_blocked()
        assert all(said == [LINE * 100] for said in sent.values())


async def test_other_tasks_have_their_turn_between_a_few_players() -> None:
    async with hall() as made:
        sent = 0

        def count() -> None:
            nonlocal sent
            sent += 1

        players = [made.enter(str(number)) for number in range(10 * AT_ONCE)]
        for player in players:
            player.on_output = count
        made.audience.tell(NEWS)
        seen = []
        while sent < len(players):
            await trio.lowlevel.checkpoint()
            seen.append(sent)
        steps = [after - before for before, after in zip([0, *seen], seen, strict=False)]
        assert max(steps) <= 2 * AT_ONCE  # tasks may come first in one turn, and last in the next
        for player in players:
            player.on_output = lambda: None


async def test_a_player_who_reads_is_never_too_slow_however_much_is_said_in_one_turn(
    autojump_clock: MockClock,
) -> None:
    async with hall() as made:
        slow, quick = made.enter("slow"), made.enter("quick")
        heard = bytearray()

        async def read() -> None:
            while True:  # a piece in each turn, as a task that sends does
                heard.extend(quick.data_to_send())
                await trio.lowlevel.checkpoint()

        total = 10 * KEPT // len(LINE)
        async with trio.open_nursery() as nursery:
            for _ in range(total):
                made.audience.tell(NEWS)
            nursery.start_soon(read)
            while not slow.finished:
                await trio.lowlevel.checkpoint()
            while len(heard) < total * len(LINE):
                await trio.lowlevel.checkpoint()
            nursery.cancel_scope.cancel()
        assert bytes(heard) == LINE * total
        assert not quick.finished
        assert made.left == [slow]
        assert take(slow).startswith(f"ERR {ErrorCode.TOO_SLOW.value} ".encode())


async def test_a_player_who_is_behind_by_less_than_is_kept_may_take_his_time(
    autojump_clock: MockClock,
) -> None:
    async with hall() as made:
        slow = made.enter("slow")
        total = KEPT // len(LINE)
        for _ in range(total):
            made.audience.tell(NEWS)
        for _ in range(3 * CHANCES):
            made.audience.tell(())
            await trio.sleep(1)
        assert take(slow) == LINE * total
