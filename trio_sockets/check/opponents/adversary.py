"""An adversary of the mystery number: it chooses its number as late as possible."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import final

from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.protocol.messages import Parameters


@final
@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a guess.

    :param numbers: by their names in a dialect: ``left``, ``used``, ``number``.
    """

    kind: Kind
    numbers: Mapping[str, int]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Adversary:
    """The server of a game that has no fixed number, but never contradicts itself.

    Each answer leaves as many numbers as possible, so bisection wins with log2(n + 1) tries and no
    client wins by luck.

    :param low: the smallest number that is still possible.
    :param high: the largest number that is still possible.
    :param tries: the number of tries left.
    :param gives_in: how many guesses it resists; it then accepts the first guess that can be right.
        None: it resists as long as possible.
    """

    low: int
    high: int
    tries: int
    used: int = 0
    gives_in: int | None = None

    @classmethod
    def of(cls, parameters: Parameters, *, gives_in: int | None = None) -> "Adversary":
        """Return the adversary at the start of a game."""
        low, high, tries = parameters.low, parameters.high, parameters.tries
        return cls(low=low, high=high, tries=tries, gives_in=gives_in)

    @property
    def over(self) -> bool:
        """Whether the game is won or lost."""
        return self.tries == 0

    def answer(self, guess: int) -> tuple[Answer, "Adversary"]:
        """Answer a guess; return the answer and the next adversary.

        :raises ValueError: the game is over.
        """
        if self.over:
            raise ValueError("the game is over")
        after = replace(self, tries=self.tries - 1, used=self.used + 1)
        below = max(0, min(guess, self.high + 1) - self.low)
        above = max(0, self.high - max(guess, self.low - 1))
        possible = self.low <= guess <= self.high
        tired = self.gives_in is not None and self.used >= self.gives_in
        if possible and (tired or below == above == 0):
            win = Answer(Kind.WIN, {"used": after.used, "number": guess})
            return win, replace(after, low=guess, high=guess, tries=0)
        if above >= below:
            kind, after = Kind.HIGHER, replace(after, low=self.high - above + 1)
        else:
            kind, after = Kind.LOWER, replace(after, high=self.low + below - 1)
        if not after.over:
            return Answer(kind, {"left": after.tries}), after
        number = (after.low + after.high) // 2
        lose = Answer(Kind.LOSE, {"used": after.used, "number": number})
        return lose, replace(after, low=number, high=number)
