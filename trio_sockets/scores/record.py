"""The record of a game that is over. No Trio, no clock, no file."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import final

from trio_sockets.protocol.race.names import name_key

SERVICES = ("game", "race")
"""Whose games are kept."""

LARGEST = 2**63 - 1
"""The largest number that every store can hold."""


@final
@dataclass(frozen=True, slots=True)
class Record:
    """One player's game, or part in a round of the race.

    :param id: tells it from every other one, wherever it was played. A store has it once.
    :param service: ``game`` or ``race``.
    :param player: the name in a race, as it was written; in a game, the host.
    :param low: the lowest number it could be.
    :param high: the highest number it could be.
    :param tries: guesses that the player had.
    :param used: guesses that were made.
    :param won: whether the number was found.
    :param seconds: how long it took.
    :param when: when it was over, in UTC.
    :raises ValueError: there is no such game.
    """

    id: str
    service: str
    player: str
    low: int
    high: int
    tries: int
    used: int
    won: bool
    seconds: float
    when: datetime

    def __post_init__(self) -> None:
        if self.service not in SERVICES:
            raise ValueError(f"no games of {self.service!r} are kept")
        for name, word in (("id", self.id), ("player", self.player)):
            if not word:
                raise ValueError(f"the {name} is empty")
            word.encode()  # no store takes half of a surrogate pair
        if not -LARGEST <= self.low <= self.high <= LARGEST:
            raise ValueError(f"there are no bounds from {self.low} to {self.high}")
        if not self.won <= self.used <= self.tries <= LARGEST:
            raise ValueError(f"{self.used} of {self.tries} tries cannot have been used")
        if not 0 <= self.seconds < math.inf:
            raise ValueError(f"no game takes {self.seconds} seconds")
        if self.when.utcoffset() != timedelta(0):
            raise ValueError("the time is not in UTC")

    @property
    def key(self) -> str:
        """The key that all records of one player of this service share: see `player_key`."""
        return player_key(self.service, self.player)

    @property
    def needed(self) -> int:
        """Tries that always suffice, by bisection: ⌈log2(n+1)⌉ for n numbers."""
        return (self.high - self.low + 1).bit_length()


def player_key(service: str, player: str) -> str:
    """Return what a player of a service is known by.

    A name of a race is the same in capitals, as it is in the race; a host is what it is. The two
    have nothing to do with each other: a name may be some host's address.
    """
    return name_key(player) if service == "race" else player
