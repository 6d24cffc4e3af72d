"""One room of the race: its players and its rounds, as a state machine.

    phase      event                          next phase
    COUNTDOWN  tick, its time is over         RUNNING
    RUNNING    guess, found                   COUNTDOWN
    RUNNING    guess, all players out         COUNTDOWN
    RUNNING    leave, all who stay are out    COUNTDOWN
    RUNNING    tick, its time is over         COUNTDOWN

It knows no bytes, clock or chance: times are milliseconds of any clock, and come in with the
events, as the secret does. A player who joins while a round runs plays from the next one.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias, final

from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.messages import Higher, Joined, Lower, Out, Win
from trio_sockets.protocol.race.messages import (
    Decision,
    NextRound,
    PlayerGuessed,
    PlayerHere,
    PlayerJoined,
    PlayerLeft,
    PlayerOut,
    PlayerWon,
    Push,
    RoundBegins,
    RoundEnded,
    RoundUnderWay,
    Score,
)
from trio_sockets.protocol.race.names import name_key
from trio_sockets.protocol.race.rules import MAX_PLAYERS, Rules


@final
class Phase(Enum):
    """The state of a room."""

    COUNTDOWN = "countdown"
    RUNNING = "running"


@final
@dataclass(frozen=True, slots=True)
class Pushed:
    """A push to all players of a room, or to all but one.

    :ivar but: the key of the player who is not told, as he did it himself.
    """

    push: Push
    but: str | None = None


@final
@dataclass(frozen=True, slots=True)
class Ruling:
    """What follows when a player joins or guesses, in this order.

    :ivar decision: the reply to the player.
    :ivar told: pushes to him alone.
    :ivar pushed: pushes to the room.
    """

    decision: Decision
    told: tuple[Push, ...] = ()
    pushed: tuple[Pushed, ...] = ()


@final
@dataclass(slots=True)
class Player:
    """A player in a room.

    :ivar name: as it is shown. His key in `Room.players` is its `name_key`.
    :ivar total: his points so far.
    :ivar left: tries left in the round that runs or ran last; None for a player who came later.
    """

    name: str
    total: int = 0
    left: int | None = None


Players: TypeAlias = dict[str, Player]


@final
@dataclass(slots=True)
class Room:
    """The rules of one room. It begins empty; the first player starts its countdown.

    :ivar players: those in the room, by key, in the order in which they came.
    :ivar due: when `tick` has something to do, in milliseconds.
    :ivar round: the number of the round that runs or ran last; 0 before the first.
    """

    name: str
    rules: Rules
    players: Players = field(default_factory=dict)
    phase: Phase = Phase.COUNTDOWN
    due: int = 0
    round: int = 0
    _began: int = 0
    _secret: int = 0

    def join(self, name: str, now: int) -> Ruling:
        """Let a player in, unless the room is full or the name is taken."""
        key = name_key(name)
        if key in self.players:
            return Ruling(Error(ErrorCode.NAME_TAKEN))
        if len(self.players) >= MAX_PLAYERS:
            return Ruling(Error(ErrorCode.ROOM_FULL))
        here = [PlayerHere(player.name, player.total) for player in self.players.values()]
        if not here:
            self.phase, self.due = Phase.COUNTDOWN, now + self.rules.countdown
        self.players[key] = Player(name)
        return Ruling(
            Joined(self.name, len(self.players)),
            (*here, self.outlook(now)),
            (Pushed(PlayerJoined(name), but=key),),
        )

    def outlook(self, now: int) -> NextRound | RoundUnderWay:
        """Return the push that tells a newcomer what to wait for."""
        if self.phase is Phase.RUNNING:
            return RoundUnderWay(self.round)
        return NextRound(seconds_until(self.due, now))

    def leave(self, key: str, now: int) -> tuple[Pushed, ...]:
        """Let a player go. Nothing follows if he has gone already."""
        player = self.players.pop(key, None)
        if player is None:
            return ()
        return (Pushed(PlayerLeft(player.name)), *self._ended_if_all_are_out(now))

    def guess(self, key: str, number: int, now: int) -> Ruling:
        """Decide a guess. Outside the bounds it costs no try.

        :raises KeyError: no player has this key.
        """
        player = self.players[key]
        parameters = self.rules.parameters
        if self.phase is not Phase.RUNNING or player.left is None:
            return Ruling(Error(ErrorCode.NO_ROUND))
        if player.left == 0:
            return Ruling(Error(ErrorCode.NO_TRIES))
        if not parameters.low <= number <= parameters.high:
            return Ruling(Error(ErrorCode.OUT_OF_RANGE))
        player.left -= 1
        if number == self._secret:
            return self._won(player, key, now)
        if player.left == 0:
            out = Pushed(PlayerOut(player.name), but=key)
            return Ruling(Out(), pushed=(out, *self._ended_if_all_are_out(now)))
        direction = Higher if number < self._secret else Lower
        guessed = Pushed(PlayerGuessed(player.name, player.left), but=key)
        return Ruling(direction(player.left), pushed=(guessed,))

    def tick(self, now: int, secret: int) -> tuple[Pushed, ...]:
        """Do what is due: begin a round, end one that took too long, or nothing.

        :param secret: the number to find, should a round begin.
        :raises ValueError: it does not lie between the bounds.
        """
        parameters = self.rules.parameters
        if not parameters.low <= secret <= parameters.high:
            raise ValueError("the secret does not lie between the bounds")
        if now < self.due or not self.players:
            return ()
        if self.phase is Phase.RUNNING:
            return self._ended(now)
        self.round += 1
        self.phase, self._secret = Phase.RUNNING, secret
        self._began, self.due = now, now + self.rules.limit
        for player in self.players.values():
            player.left = parameters.tries
        begins = RoundBegins(self.round, parameters.low, parameters.high, parameters.tries)
        return (Pushed(begins),)

    def _won(self, player: Player, key: str, now: int) -> Ruling:
        used = self.rules.parameters.tries - (player.left or 0)
        points = self.rules.points(used, now - self._began)
        player.total += points
        score = Pushed(Score(player.name, points, player.total))
        won = Pushed(PlayerWon(player.name, used), but=key)
        return Ruling(Win(used), pushed=(won, *self._ended(now, score)))

    def _ended_if_all_are_out(self, now: int) -> tuple[Pushed, ...]:
        playing = self.phase is Phase.RUNNING
        return (
            self._ended(now) if playing and not any(p.left for p in self.players.values()) else ()
        )

    def _ended(self, now: int, *score: Pushed) -> tuple[Pushed, ...]:
        self.phase, self.due = Phase.COUNTDOWN, now + self.rules.countdown
        following = Pushed(NextRound(seconds_until(self.due, now)))
        return (Pushed(RoundEnded(self._secret)), *score, following)


def seconds_until(due: int, now: int) -> int:
    """Return whole seconds, rounded up: a person counts them down."""
    return max(0, -((now - due) // 1000))
