"""Who played in a round, and how: read from what the room is told."""

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
class Result:
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
    """Follows the rounds of one room. Who never guessed has no part in a round."""

    def __init__(self) -> None:
        self._round: RoundBegins | None = None
        self._began = 0.0
        self._results: dict[str, Result] = {}

    def hear(
        self, pushed: Iterable[Pushed], here: Container[str], now: float
    ) -> tuple[Result, ...]:
        """Take what the room is told, and return the results of a round that it ends.

        :param here: the keys of the players whose results are kept here. One who leaves before the
            end keeps his.
        :param now: the time in seconds, of any one clock.
        """
        over: tuple[Result, ...] = ()
        for told in pushed:
            match told.push:
                case RoundBegins() as begins:
                    self._round, self._began = begins, now
                    self._results = {}
                case PlayerGuessed(name, left) if self._round and told.but in here:
                    self._note(name, self._round.tries - left, now)
                case PlayerOut(name) if self._round and told.but in here:
                    self._note(name, self._round.tries, now)
                case PlayerWon(name, used) if told.but in here:
                    self._note(name, used, now, won=True)
                case RoundEnded():
                    over += tuple(self._results.values())
                    self._round, self._results = None, {}
                case RoundVoid():
                    self._round, self._results = None, {}
        return over

    def break_off(self) -> tuple[Result, ...]:
        """Return the results so far: nobody who could better one is here to hear the end."""
        results, self._round, self._results = tuple(self._results.values()), None, {}
        return results

    def _note(self, name: str, used: int, now: float, *, won: bool = False) -> None:
        begins = self._round
        if begins is not None:  # else it began where this process did not hear it
            seconds = max(0.0, now - self._began)
            self._results[name] = Result(
                name, begins.low, begins.high, begins.tries, used, won, seconds
            )
