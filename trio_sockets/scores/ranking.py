"""The ranking of players, by tries and time, and never by wins alone.

A player with enough tries can always win, so a win says little. What a game is worth is
`points`, from 0 to 100:

    a lost game        0
    a game won         100 * T * (3/4 + 1/4 * S / (S + seconds))

    T = min(1, needed / used)      needed = ⌈log2(n+1)⌉: the most tries that bisection takes
    S = 5 s * needed               so a slow game loses a quarter at most

Fewer tries than bisection needs are luck, and earn nothing more. A player's efficiency is the mean
of the points, as if the player had played five more games, each worth half of the average of all
players' means (M):

    efficiency = (sum of the points + 5 * M / 2) / (games + 5)

So a player of few games stands near half the average, and has to show more; one lucky game brings
58.4 at the most. Many games only bring the efficiency closer to the player's own mean.

Each service has a ranking of its own, with a mean of its own: the names of the race
and the hosts of the game are unrelated, and results of one service never move ranks of the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Self, final

from trio_sockets.scores.record import SERVICES, Record

BEST = 100.0
"""The most points that a game is worth."""

TIME_SHARE = 0.25
"""The share of the points that a slow game can lose."""

THINKING = 5.0
"""Seconds that a person thinks about a guess, roughly."""

PRIOR_GAMES = 5
"""Extra games that every player is assumed to have played."""

PRIOR_SHARE = 0.5
"""The points of each extra game, as a share of the average of all players' means."""


@final
@dataclass(frozen=True, slots=True)
class Standing:
    """A player's place.

    :param rank: from 1 on, within the service.
    :param player: the player's name, as spelled in the newest game.
    :param efficiency: from 0 to 100, see the top of this file.
    :param games: the number of games.
    :param won: the number of games won.
    :param used: average number of tries in the games won; None if none was won.
    :param needed: average of the most tries that bisection takes for these; None if none was won.
    :param seconds: average duration of the games won; None if none was won.
    :param service: the service of the games.
    """

    rank: int
    player: str
    efficiency: float
    games: int
    won: int
    used: float | None
    needed: float | None
    seconds: float | None
    service: str


def points(record: Record) -> float:
    """Return the points of a game, from 0 to 100: see the top of this file."""
    if not record.won:
        return 0.0
    tries = min(1.0, record.needed / record.used)
    slow = record.seconds / (record.seconds + THINKING * record.needed)
    return BEST * tries * (1 - TIME_SHARE * slow)


def rank(records: Iterable[Record]) -> list[Standing]:
    """Return the players of each service, the best one first.

    Of players with the same efficiency, the one with more games comes first, and then the names
    decide.
    """
    sums: dict[str, defaultdict[str, Sums]] = {name: defaultdict(Sums) for name in SERVICES}
    for record in records:
        sums[record.service][record.key].add(record)
    return [place for service, players in sums.items() for place in rank_sums(service, players)]


def rank_sums(service: str, sums: Mapping[str, "Sums"]) -> list[Standing]:
    """Return the players of one service, as `rank` does.

    :param sums: the sums over the games of each player, by his key. Each has one game at least.
    """
    if not sums:
        return []
    mean = sum(own.points / own.games for own in sums.values()) / len(sums)
    efficiencies = {player: own.efficiency(mean) for player, own in sums.items()}
    order = sorted(sums, key=lambda player: (-efficiencies[player], -sums[player].games, player))
    return [
        sums[player].standing(service, place, efficiencies[player])
        for place, player in enumerate(order, start=1)
    ]


@final
class Sums:
    """The sums over the games of one player.

    :ivar player: the player's name, as spelled in the newest game.
    """

    NAMES: ClassVar = ("games", "won", "points", "used", "needed", "seconds")
    """The names of the sums: points of all games, and tries and time of those that were won."""

    __slots__ = ("_newest", "player", *NAMES)

    def __init__(self) -> None:
        self.games = self.won = self.used = self.needed = 0
        self.points = self.seconds = 0.0
        self.player = ""
        self._newest: Record | None = None

    @classmethod
    def of(cls, player: str, *values: float) -> Self:
        """Return the sums of these values, in the order of `NAMES`."""
        own = cls()
        own.player = player
        own.games, own.won, own.points, own.used, own.needed, own.seconds = (
            *(int(values[0]), int(values[1]), values[2]),
            *(int(values[3]), int(values[4]), values[5]),
        )
        return own

    def values(self) -> tuple[float, ...]:
        """Return the sums, in the order of `NAMES`."""
        return (self.games, self.won, self.points, self.used, self.needed, self.seconds)

    def add(self, record: Record) -> None:
        """Add a game."""
        self.games += 1
        self.points += points(record)
        newest = self._newest  # of games of one time, stores take the lowest id
        if newest is None or (newest.when, record.id) < (record.when, newest.id):
            self._newest, self.player = record, record.player
        if record.won:
            self.won += 1
            self.used += record.used
            self.needed += record.needed
            self.seconds += record.seconds

    def efficiency(self, mean: float) -> float:
        """Return the player's efficiency.

        :param mean: the average of the players' means.
        """
        prior = PRIOR_GAMES * PRIOR_SHARE * mean
        return (self.points + prior) / (self.games + PRIOR_GAMES)

    def standing(self, service: str, place: int, efficiency: float) -> Standing:
        """Return the player's standing."""
        return Standing(
            place,
            self.player,
            efficiency,
            self.games,
            self.won,
            used=self._mean(self.used),
            needed=self._mean(self.needed),
            seconds=self._mean(self.seconds),
            service=service,
        )

    def _mean(self, total: float) -> float | None:
        return total / self.won if self.won else None
