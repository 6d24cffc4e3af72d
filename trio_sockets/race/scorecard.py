"""The results of a round's players, read from the room's messages."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import final

from trio_sockets.protocol.race.messages import (
    PlayerGuessed,
    PlayerOut,
    PlayerWon,
    RoundBegins,
    RoundEnded,
    RoundVoid,
)
from trio_sockets.protocol.race.room import Pushed


@final
@dataclass(frozen=True, slots=True)
class RaceResult:
    """One player's part in a round that is over.

    :param name: the player's.
    :param low: the lowest number it could be.
    :param high: the highest number it could be.
    :param tries: guesses that everybody had.
    :param used: guesses that he made; 1 or more.
    :param won: whether he found the number.
    :param seconds: from the beginning of the round to his last guess.
    """

    name: str
    low: int
    high: int
    tries: int
    used: int
    won: bool
    seconds: float


@final
class Scorecard:
    """Follows the rounds of one room. A player without a guess has no result."""

    def __init__(self) -> None:
        self._round: RoundBegins | None = None
        self._began = 0.0
        self._results: dict[str, RaceResult] = {}

    def hear(
        self, pushed: Iterable[Pushed], here: Container[str], now: float
    ) -> tuple[RaceResult, ...]:
        """Take the room's messages, and return the results of a round that they end.

        :param here: the keys of the players whose results are kept here. One who leaves before the
            end keeps his.
        :param now: the time in seconds, of any clock.
        """
        over: tuple[RaceResult, ...] = ()
        for told in pushed:
            match told.push:
                case RoundBegins() as begins:
                    self._round, self._began = begins, now
                    self._results = {}
                case PlayerGuessed(name, left) if self._round and told.but in here:
                    self._note(told.but, name, self._round.tries - left, now)
                case PlayerOut(name) if self._round and told.but in here:
                    self._note(told.but, name, self._round.tries, now)
                case PlayerWon(name, used) if told.but in here:
                    self._note(told.but, name, used, now, won=True)
                case RoundEnded():
                    over += tuple(self._results.values())
                    self._round, self._results = None, {}
                case RoundVoid():
                    self._round, self._results = None, {}
        return over

    def excuse(self, key: str) -> None:
        """Drop a player's guesses in the current round, unless he is out already."""
        result = self._results.get(key)
        if result is not None and result.used < result.tries:
            del self._results[key]

    def break_off(self) -> tuple[RaceResult, ...]:
        """Return the results so far: all players left here before the end."""
        results, self._round, self._results = tuple(self._results.values()), None, {}
        return results

    def _note(
        self, key: str | None, name: str, used: int, now: float, *, won: bool = False
    ) -> None:
        begins = self._round
        if begins is not None and key is not None:  # else it began where we did not hear it
            seconds = max(0.0, now - self._began)
            self._results[key] = RaceResult(
                name, begins.low, begins.high, begins.tries, used, won, seconds
            )
