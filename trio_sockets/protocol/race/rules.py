"""The rules of a race: how long a round is, and what it is worth."""

from dataclasses import dataclass
from typing import final

from trio_sockets.protocol.messages import Parameters

MAX_PLAYERS = 500
"""Players a room may hold."""

MOST_POINTS = 100
"""Points for the best number of tries, and for the best time: 200 in all."""


@final
@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of every round.

    :param parameters: the bounds of the number, both included, and the tries of each player.
    :param countdown: milliseconds between two rounds; 1 at least.
    :param limit: milliseconds after which a round is over although nobody has found the number, so
        that one silent player cannot hold the others; 1 at least.
    :raises ValueError: one of the times is less.
    """

    parameters: Parameters
    countdown: int = 5_000
    limit: int = 120_000

    def __post_init__(self) -> None:
        for name, time in (("countdown", self.countdown), ("round", self.limit)):
            if time < 1:
                raise ValueError(f"the {name} must last a millisecond at least")

    def points(self, used: int, elapsed: int) -> int:
        """Return the points for finding the number.

        Each half is worth up to 100 points, in proportion, rounded down: one for the tries that
        are left, counting the one that found it, and one for the time that is left.

            100 * (tries - used + 1) // tries  +  100 * (limit - elapsed) // limit

        :param used: tries that it took, the last one counted; 1 or more.
        :param elapsed: milliseconds since the round began.
        """
        tries = self.parameters.tries
        left = max(0, self.limit - elapsed)
        return MOST_POINTS * (tries - used + 1) // tries + MOST_POINTS * left // self.limit
