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
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Self, final

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
    sums: defaultdict[str, Sums] = defaultdict(Sums)
    for record in records:
        sums[record.player].add(record)
    return rank_sums(sums)


def rank_sums(sums: Mapping[str, "Sums"]) -> list[Standing]:
    """Return the players, as `rank` does.

    :param sums: what the games of each player add up to. Each has one game at least.
    """
    if not sums:
        return []
    mean = sum(own.points / own.games for own in sums.values()) / len(sums)
    efficiencies = {player: own.efficiency(mean) for player, own in sums.items()}
    order = sorted(sums, key=lambda player: (-efficiencies[player], -sums[player].games, player))
    return [
        sums[player].standing(place, player, efficiencies[player])
        for place, player in enumerate(order, start=1)
    ]


@final
class Sums:
    """What the games of one player add up to."""

    NAMES: ClassVar = ("games", "won", "points", "used", "needed", "seconds")
    """What the sums are called: points of all games, and tries and time of those that were won."""

    __slots__ = NAMES

    def __init__(self) -> None:
        self.games = self.won = self.used = self.needed = 0
        self.points = self.seconds = 0.0

    @classmethod
    def of(cls, *values: float) -> Self:
        """Return the sums of these values, in the order of `NAMES`."""
        own = cls()
        own.games, own.won, own.points, own.used, own.needed, own.seconds = (
            *(int(values[0]), int(values[1]), values[2]),
            *(int(values[3]), int(values[4]), values[5]),
        )
        return own

    def values(self) -> tuple[float, ...]:
        """Return them, in the order of `NAMES`."""
        return (self.games, self.won, self.points, self.used, self.needed, self.seconds)

    def add(self, record: Record) -> None:
        """Add a game."""
        self.games += 1
        self.points += points(record)
        if record.won:
            self.won += 1
            self.used += record.used
            self.needed += record.needed
            self.seconds += record.seconds

    def efficiency(self, mean: float) -> float:
        """Return the player's efficiency.

        :param mean: what the players' means are on average.
        """
        prior = PRIOR_GAMES * PRIOR_SHARE * mean
        return (self.points + prior) / (self.games + PRIOR_GAMES)

    def standing(self, place: int, player: str, efficiency: float) -> Standing:
        """Return the player's place with what the sums say of him."""
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
