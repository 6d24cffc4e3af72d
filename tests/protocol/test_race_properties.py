"""A room keeps its rules, whatever players do, in whatever order."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from trio_sockets.protocol.errors import Error
from trio_sockets.protocol.messages import Higher, Lower, Out, Parameters, Win
from trio_sockets.protocol.race.messages import (
    NextRound,
    PlayerGuessed,
    Push,
    RoundBegins,
    RoundEnded,
    Score,
)
from trio_sockets.protocol.race.room import Phase, Pushed, Room
from trio_sockets.protocol.race.rules import Rules

LOW, HIGH, TRIES = -3, 12, 3
RULES = Rules(Parameters(LOW, HIGH, TRIES), countdown=1_000, limit=4_000)
NAMES = st.sampled_from(["ana", "bo", "cy", "di"])
NUMBERS = st.integers(LOW, HIGH)


class Races(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.room = Room("lobby", RULES)
        self.now = 0
        self.secret = 0
        self.used: dict[str, int] = {}
        """Tries of those who play in this round."""
        self.totals: dict[str, int] = {}
        self.heard: list[Push] = []

    def hear(self, pushed: tuple[Pushed, ...]) -> list[Push]:
        pushes = [told.push for told in pushed]
        self.heard += pushes
        return pushes

    @rule(name=NAMES)
    def join(self, name: str) -> None:
        answer = self.room.join(name, self.now)
        assert isinstance(answer.decision, Error) is (name in self.totals)
        self.totals.setdefault(name, 0)
        self.hear(answer.pushed)

    @rule(name=NAMES)
    def leave(self, name: str) -> None:
        pushes = self.hear(self.room.leave(name, self.now))
        assert bool(pushes) is (name in self.totals)
        self.totals.pop(name, None)
        self.used.pop(name, None)
        if any(isinstance(push, RoundEnded) for push in pushes):
            assert all(used == TRIES for used in self.used.values())
            self.used = {}

    @precondition(lambda self: self.totals)
    @rule(data=st.data(), number=st.integers(LOW - 2, HIGH + 2))
    def guess(self, data: st.DataObject, number: int) -> None:
        name = data.draw(st.sampled_from(sorted(self.totals)))
        answer = self.room.guess(name, number, self.now)
        pushes = self.hear(answer.pushed)
        match answer.decision:
            case Error():
                inside = LOW <= number <= HIGH
                assert name not in self.used or self.used[name] == TRIES or not inside
                assert not pushes
                return
            case Higher(left) | Lower(left) as hint:
                assert isinstance(hint, Higher) is (self.secret > number)
                assert left == TRIES - self.used[name] - 1
                assert pushes == [PlayerGuessed(name, left)]
            case Out():
                assert number != self.secret
            case Win(used):
                assert number == self.secret
                assert used == self.used[name] + 1
                [score] = [push for push in pushes if isinstance(push, Score)]
                self.totals[name] += score.points
                assert score == Score(name, score.points, self.totals[name])
                assert 1 <= score.points <= 200
        self.used[name] += 1
        if any(isinstance(push, RoundEnded) for push in pushes):
            self.used = {}

    @rule(later=st.sampled_from([0, 1, 500, 1_000, 4_000]), secret=NUMBERS)
    def tick(self, later: int, secret: int) -> None:
        self.now += later
        match self.hear(self.room.tick(self.now, secret)):
            case [RoundBegins()]:
                self.secret = secret
                self.used = dict.fromkeys(self.totals, 0)
            case [RoundEnded(number), NextRound(1)]:
                assert number == self.secret
                self.used = {}
            case pushes:
                assert not pushes

    @invariant()
    def the_players_in_the_room_are_known(self) -> None:
        assert {key: player.total for key, player in self.room.players.items()} == self.totals

    @invariant()
    def rounds_begin_and_end_in_turns(self) -> None:
        turns = [push for push in self.heard if isinstance(push, RoundBegins | RoundEnded)]
        for number, push in enumerate(turns):
            assert isinstance(push, RoundEnded if number % 2 else RoundBegins)
        assert len(turns) % 2 == (self.room.phase is Phase.RUNNING)

    @invariant()
    def a_running_round_has_a_player_to_wait_for(self) -> None:
        if self.room.phase is Phase.RUNNING and self.totals:
            assert any(used < TRIES for used in self.used.values())

    @invariant()
    def no_player_hears_the_number_before_the_end(self) -> None:
        last = self.heard[-1:] if self.room.phase is Phase.RUNNING else []
        assert not [push for push in last if isinstance(push, RoundEnded | Score)]


TestRaces = Races.TestCase
