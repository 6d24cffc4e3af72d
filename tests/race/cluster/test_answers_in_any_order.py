"""Answers that a server takes in another order than they were given in."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

import pytest
import trio

from race.players import Driven

pytest.importorskip("coredis", reason="coredis is not installed")

from trio_sockets.protocol.messages import Parameters
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.protocol.race.session import RaceSession
from trio_sockets.race.audience import Audience
from trio_sockets.race.broadcast import Broadcast
from trio_sockets.race.cluster.hosts import Hosts
from trio_sockets.race.cluster.link import Link, OnReply
from trio_sockets.race.cluster.questions import Questions
from trio_sockets.race.cluster.room import ClusterRoom
from trio_sockets.race.cluster.script import ScriptWords

if TYPE_CHECKING:
    from trio_sockets.race.cluster.seat import Seat

RULES = Rules(Parameters(1, 100, 3), countdown=1, limit=60_000)


class HeldLink:
    """Has the script answer at once, and gives the answers when it is told to."""

    is_up, number, run, database = True, 1, "run", 0

    def __init__(self, decide: Callable[[ScriptWords], ScriptWords]) -> None:
        self._decide = decide
        self.held: deque[Callable[[], object]] = deque()

    def ask(
        self, _script: str, _keys: Sequence[str], words: ScriptWords, answered: OnReply
    ) -> None:
        answer = self._decide(words)
        self.held.append(lambda: answered(answer))


class OneRoom:
    """Keeps one room, on a link whose answers are held."""

    def __init__(self, decide: Callable[[ScriptWords], ScriptWords]) -> None:
        self.held = HeldLink(decide)
        link = cast("Link", self.held)
        questions = Questions("room", RULES, lambda _: 41, link, "server")
        audience = Audience(Broadcast())
        self.room = ClusterRoom(questions, Hosts(link, 9), link, "server", audience)
        self.seats: dict[RaceSession, Seat] = {}

    def join(self, player: RaceSession, name: str, _room: str) -> None:
        self.seats[player] = self.room.join(player, name)

    def guess(self, player: RaceSession, number: int) -> None:
        self.room.guess(self.seats[player], number)

    def leave(self, player: RaceSession, *, excused: bool = False) -> None:
        self.room.leave(self.seats[player])

    def give_all(self) -> None:
        while self.held.held:
            self.held.held.popleft()()


@pytest.fixture
async def rooms(decide: Any) -> OneRoom:
    return OneRoom(decide)


async def playing(rooms: OneRoom, *names: str) -> Iterator[Driven]:
    players = [Driven(rooms) for _ in names]
    for player, name in zip(players, names, strict=True):
        player.says(f"JOIN {name} room")
    rooms.give_all()
    await trio.sleep(0.005)  # the countdown
    rooms.room._beat()
    rooms.give_all()
    for player in players:
        assert player.told[-1] == "* ROUND 1 1 100 3"
        player.told.clear()
    return iter(players)


async def test_a_decision_belongs_to_its_own_guess_alone(rooms: OneRoom) -> None:
    [ana] = await playing(rooms, "ana")
    ana.says("1")
    rooms.room._sync()
    rooms.held.held.popleft()()
    ana.says("100")
    assert ana.told == ["HIGHER 2"]
    rooms.give_all()
    assert ana.told == ["HIGHER 2", "LOWER 1"]


async def test_a_later_answer_waits_for_what_came_before_it(rooms: OneRoom) -> None:
    ana, bo = await playing(rooms, "ana", "bo")
    ana.says("1")
    bo.says("42")
    rooms.held.held.rotate(1)
    rooms.held.held.popleft()()
    assert (ana.told, bo.told) == ([], [])
    rooms.give_all()
    assert ana.told[:3] == ["HIGHER 2", "* WIN bo 1", "* END 42"]
    assert bo.told[:3] == ["* GUESS ana 2", "WIN 1", "* END 42"]
