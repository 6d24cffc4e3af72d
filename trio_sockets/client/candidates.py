"""The numbers that are still possible, by all replies so far. The bot needs nothing else."""

from dataclasses import dataclass
from typing import assert_never, final

from trio_sockets.client.errors import GarbledError
from trio_sockets.protocol.game import Outcome
from trio_sockets.protocol.grammar import encode
from trio_sockets.protocol.messages import Higher, Lose, Lower, Win
from trio_sockets.words import say


@final
@dataclass(frozen=True, slots=True)
class Candidates:
    """The numbers from `low` to `high`, both included."""

    low: int
    high: int

    @property
    def middle(self) -> int:
        """The guess that halves them: with it, log2(n + 1) tries always suffice."""
        return (self.low + self.high) // 2

    def after(self, guess: int, outcome: Outcome) -> "Candidates":
        """Return the numbers still possible after the reply to a guess.

        :raises GarbledError: the server contradicts itself, so that no number is left.
        """
        match outcome:
            case Higher():
                left = Candidates(max(self.low, guess + 1), self.high)
            case Lower():
                left = Candidates(self.low, min(self.high, guess - 1))
            case Win():
                left = Candidates(max(self.low, guess), min(self.high, guess))
            case Lose(number):
                left = Candidates(max(self.low, number), min(self.high, number))
            case _:
                assert_never(outcome)
        if left.low > left.high:
            raise GarbledError(
                encode(outcome).decode().rstrip(), say("an answer true to the others")
            )
        return left

    def bar(self, low: int, high: int, width: int = 50) -> tuple[int, int]:
        """Return the columns, from and to, that stand for these among all from `low` to `high`.

        :param width: columns there are. At least one stands for these, however few they are.
        """
        numbers = high - low + 1
        begin = (self.low - low) * width // numbers
        end = -(-(self.high - low + 1) * width // numbers)  # rounded up
        return begin, max(end, begin + 1)
