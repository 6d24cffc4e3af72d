"""An adversary of the mystery number: it has no number until it must."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import final

from trio_sockets.check.dialect import Kind
from trio_sockets.protocol.messages import Parameters


@final
@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a guess.

    :param numbers: as a dialect names them: ``left``, ``used``, ``number``.
    """

    kind: Kind
    numbers: Mapping[str, int]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Adversary:
    """A server's side of a game that stays true to its words, and nothing else.

    It answers so that as many numbers as possible are left: who halves them wins with log2(n + 1)
    tries, and nobody wins by luck.

    :param low: the least number that all answers allow so far.
    :param high: the greatest one.
    :param tries: that are left.
    :param gives_in: how many guesses it resists. Of the later ones, the first that may be right is.
        None: it resists as long as it can.
    """

    low: int
    high: int
    tries: int
    used: int = 0
    gives_in: int | None = None

    @classmethod
    def of(cls, parameters: Parameters, *, gives_in: int | None = None) -> "Adversary":
        """Begin a game."""
        low, high, tries = parameters.low, parameters.high, parameters.tries
        return cls(low=low, high=high, tries=tries, gives_in=gives_in)

    @property
    def over(self) -> bool:
        """Whether the game is won or lost."""
        return self.tries == 0

    def answer(self, guess: int) -> tuple[Answer, "Adversary"]:
        """Answer a guess; return the answer, and the adversary after it.

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
