"""The state of a race as one player knows it: a pure value, replaced at each event."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, final

from trio_sockets.client.candidates import Candidates
from trio_sockets.client.errors import GarbledError
from trio_sockets.client.race.client import Answered, Event
from trio_sockets.protocol.messages import Bye, Guess, Higher, Joined, Lower, Out, Parameters, Win
from trio_sockets.protocol.race.grammar import encode
from trio_sockets.protocol.race.messages import (
    NextRound,
    Paused,
    PlayerGuessed,
    PlayerHere,
    PlayerJoined,
    PlayerLeft,
    PlayerOut,
    PlayerWon,
    Resumed,
    RoundBegins,
    RoundEnded,
    RoundUnderWay,
    RoundVoid,
    Score,
)
from trio_sockets.protocol.race.names import name_key
from trio_sockets.words import say


@final
class Stage(Enum):
    """The player's state, which says what he may do."""

    COUNTDOWN = "countdown"
    PLAYING = "playing"
    WATCHING = "watching"
    """A round runs that began before he came."""


@final
@dataclass(frozen=True, slots=True)
class PlayerStanding:
    """One player, as the others see him.

    :ivar left: tries left in the round that runs; None if he is not in it, or it is not known.
    :ivar won: whether it was he who ended the last round.
    """

    name: str
    total: int = 0
    left: int | None = None
    won: bool = False


@final
@dataclass(frozen=True, slots=True)
class RaceView:
    """A room as one player sees it.

    :ivar name: his own.
    :ivar players: everybody in the room, himself too, by `name_key`.
    :ivar round: the number of the round that runs or ran last; 0 before the first.
    :ivar played: rounds he has played to their end.
    :ivar begins: when the next round does, by the clock of `after`; None if that is not known.
    :ivar parameters: those of the round that runs or ran last; None before the first he plays.
    :ivar possible: the numbers still possible by his own guesses.
    """

    name: str
    room: str = ""
    players: Mapping[str, PlayerStanding] = field(default_factory=dict)
    stage: Stage = Stage.COUNTDOWN
    round: int = 0
    played: int = 0
    begins: float | None = None
    paused: bool = False
    parameters: Parameters | None = None
    possible: Candidates | None = None

    @property
    def left(self) -> int:
        """His own tries left; 0 when he may not guess."""
        me = self.players.get(name_key(self.name))
        return me.left or 0 if me is not None and self.stage is Stage.PLAYING else 0

    def ranked(self) -> list[PlayerStanding]:
        """Return the players, the best first."""
        return sorted(self.players.values(), key=lambda player: (-player.total, player.name))

    def after(self, event: Event, now: float) -> "RaceView":  # noqa: PLR0911 - a table
        """Return the view after an event.

        :param now: seconds of any clock.
        :raises GarbledError: the server contradicts itself.
        """
        match event:
            case Answered(asked, reply):
                return self._after_answer(asked, reply)
            case PlayerHere(name, total):
                return _with(self, PlayerStanding(name, total))
            case PlayerJoined(name):
                return _with(self, PlayerStanding(name))
            case PlayerLeft(name):
                gone = name_key(name)
                rest = {key: player for key, player in self.players.items() if key != gone}
                return replace(self, players=rest)
            case PlayerGuessed(name, left):
                return _changed(self, name, left=left)
            case PlayerOut(name):
                return _changed(self, name, left=0)
            case PlayerWon(name):
                return _changed(self, name, won=True)
            case Score(name, _, total):
                return _changed(self, name, total=total)
            case Paused() | Resumed():
                return replace(self, paused=isinstance(event, Paused))
            case _:
                return self._after_round_event(event, now)

    def _after_answer(self, asked: object, reply: object) -> "RaceView":
        match asked, reply:
            case _, Joined(room):
                return _with(replace(self, room=room, players={}), PlayerStanding(self.name))
            case Guess(number), Higher() | Lower() | Win() if self.possible is not None:
                narrowed = replace(self, possible=self.possible.after(number, reply))
                if isinstance(reply, Win):
                    return _changed(narrowed, self.name, left=0, won=True)
                return _changed(narrowed, self.name, left=reply.left)
            case Guess(), Out():
                return _changed(self, self.name, left=0)
            case _, Bye():
                return self._ended()
            case _:
                return self

    def _after_round_event(self, event: Event, now: float) -> "RaceView":
        match event:
            case NextRound(seconds):
                return replace(self, stage=Stage.COUNTDOWN, begins=now + seconds)
            case RoundBegins():
                return self._begun(event)
            case RoundUnderWay(number):
                return replace(self, stage=Stage.WATCHING, round=number, begins=None)
            case RoundEnded(number) if self.stage is Stage.PLAYING:
                found = Candidates(number, number)
                return replace(self._ended(), played=self.played + 1, possible=found)
            case RoundEnded() | RoundVoid():
                return self._ended()
            case _:
                return self

    def _begun(self, event: RoundBegins) -> "RaceView":
        try:
            parameters = Parameters(event.low, event.high, event.tries)
        except ValueError:
            line = encode(event).decode().rstrip()
            raise GarbledError(line, say("a round that can be played")) from None
        return replace(
            self,
            stage=Stage.PLAYING,
            round=event.number,
            begins=None,
            parameters=parameters,
            possible=Candidates(event.low, event.high),
            players={
                key: replace(player, left=event.tries, won=False)
                for key, player in self.players.items()
            },
        )

    def _ended(self) -> "RaceView":
        players = {key: replace(player, left=None) for key, player in self.players.items()}
        return replace(self, stage=Stage.COUNTDOWN, begins=None, players=players)


def _with(view: RaceView, player: PlayerStanding) -> RaceView:
    return replace(view, players={**view.players, name_key(player.name): player})


def _changed(view: RaceView, name: str, **what: Any) -> RaceView:
    # Of somebody unknown, whom a server forgot to introduce, there is nothing to change.
    player = view.players.get(name_key(name))
    return view if player is None else _with(view, replace(player, **what))
