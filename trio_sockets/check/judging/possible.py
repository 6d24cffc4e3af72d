"""The numbers that are still possible in a game."""

from typing import final

from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.judging.recorded_game import Move


@final
class Possible:
    """The numbers that the answers of a game have not ruled out.

    :param low: the smallest of them.
    :param high: the largest of them.
    """

    def __init__(self, low: int, high: int) -> None:
        self.low = low
        self.high = high

    def learn(self, move: Move) -> None:
        """Rule out numbers by the answer to a guess."""
        guess, heard = move.guess, move.heard
        if guess is None:
            return
        match heard.kind:
            case Kind.WIN:
                self._is(guess)
            case Kind.LOSE if "number" in heard.numbers:
                self._is(heard.numbers["number"])
            case kind:
                self.narrow(guess, kind)

    def narrow(self, guess: int, hint: Kind) -> None:
        """Rule out numbers by a hint; an answer of another kind rules out none."""
        if hint is Kind.HIGHER:
            self.low = max(self.low, guess + 1)
        elif hint is Kind.LOWER:
            self.high = min(self.high, guess - 1)

    def only(self, number: int | None) -> bool:
        """Whether this is the only number."""
        return self.low == self.high == number

    @property
    def count(self) -> int:
        """How many numbers there are."""
        return max(0, self.high - self.low + 1)

    def _is(self, number: int) -> None:
        self.low, self.high = max(self.low, number), min(self.high, number)
