"""Who plays best: by tries and time, and never by wins alone.

Whoever has enough tries can always win, so a win says little. What a game is worth is
`points`, from 0 to 100:

    a lost game        0
    a game won         100 * T * (3/4 + 1/4 * S / (S + seconds))

    T = min(1, needed / used)      needed = ⌈log2(n+1)⌉, which bisection always gets by with
    S = 5 s * needed               so time takes a quarter at most, and that slowly

Fewer tries than bisection needs are luck, and earn nothing more. A player's efficiency is the mean
of the points, as though there had been five games more, each worth half of what the players' means
are on average:

    efficiency = (sum of the points + 5 * M / 2) / (games + 5)

So a player of few games stands near half the average, and has to show more; one lucky game brings
58.4 at the most. Many games only bring the efficiency closer to the player's own mean.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

from trio_sockets.scores.record import Record

BEST = 100.0
"""What a game is worth at the most."""

TIME_SHARE = 0.25
"""How much of that time can take."""

THINKING = 5.0
"""Seconds that a person thinks about a guess, more or less."""

PRIOR_GAMES = 5
"""Games that every player is taken to have played besides."""

PRIOR_SHARE = 0.5
"""What they are worth, of the mean of all players."""


@final
@dataclass(frozen=True, slots=True)
class Standing:
    """A player's place.

    :param rank: from 1 on.
    :param player: whose it is.
    :param efficiency: from 0 to 100, see the top of this file.
    :param games: how many there were.
    :param won: how many of them were won.
    :param used: tries that were used for each game won, on average; None if none was won.
    :param needed: tries with which bisection always wins those games, on average; None likewise.
    :param seconds: how long those games took, on average; None likewise.
    """

    rank: int
    player: str
    efficiency: float
    games: int
    won: int
    used: float | None
    needed: float | None
    seconds: float | None


def points(record: Record) -> float:
    """Return what a game is worth, from 0 to 100: see the top of this file."""
    if not record.won:
        return 0.0
    tries = min(1.0, record.needed / record.used)
    slow = record.seconds / (record.seconds + THINKING * record.needed)
    return BEST * tries * (1 - TIME_SHARE * slow)


def rank(records: Iterable[Record]) -> list[Standing]:
    """Return the players, the best one first.

    Of players with the same efficiency, the one with more games comes first, and then the names
    decide.
    """
    sums: defaultdict[str, _Sums] = defaultdict(_Sums)
    for record in records:
        sums[record.player].add(record)
    if not sums:
        return []
    mean = sum(own.points / own.games for own in sums.values()) / len(sums)
    efficiencies = {player: own.efficiency(mean) for player, own in sums.items()}
    order = sorted(sums, key=lambda player: (-efficiencies[player], -sums[player].games, player))
    return [
        sums[player].standing(place, player, efficiencies[player])
        for place, player in enumerate(order, start=1)
    ]


class _Sums:
    """What the games of one player add up to."""

    __slots__ = ("games", "needed", "points", "seconds", "used", "won")

    def __init__(self) -> None:
        self.games = self.won = self.used = self.needed = 0
        self.points = self.seconds = 0.0

    def add(self, record: Record) -> None:
        self.games += 1
        self.points += points(record)
        if record.won:
            self.won += 1
            self.used += record.used
            self.needed += record.needed
            self.seconds += record.seconds

    def efficiency(self, mean: float) -> float:
        prior = PRIOR_GAMES * PRIOR_SHARE * mean
        return (self.points + prior) / (self.games + PRIOR_GAMES)

    def standing(self, place: int, player: str, efficiency: float) -> Standing:
        return Standing(
            place,
            player,
            efficiency,
            self.games,
            self.won,
            used=self._mean(self.used),
            needed=self._mean(self.needed),
            seconds=self._mean(self.seconds),
        )

    def _mean(self, total: float) -> float | None:
        return total / self.won if self.won else None
