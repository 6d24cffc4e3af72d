"""The meanings of a sentence in the game."""

from dataclasses import dataclass
from enum import StrEnum
from typing import final


class Meaning(StrEnum):
    """What a server tells the player.

    `HIGHER` means that the number is higher than the guess; `LOWER` that it is lower.
    """

    HIGHER = "higher"
    LOWER = "lower"
    WON = "won"
    LOST = "lost"
    ERROR = "error"
    IGNORE = "ignore"
    """A banner, a prompt or a greeting: it does not answer a guess."""

    UNCLEAR = "unclear"
    """The sentence contradicts itself, is ambiguous, or has no known word."""

    @property
    def opposite(self) -> "Meaning":
        """The opposite of a hint; any other meaning is its own opposite."""
        return {Meaning.HIGHER: Meaning.LOWER, Meaning.LOWER: Meaning.HIGHER}.get(self, self)


@final
@dataclass(frozen=True, slots=True)
class Understanding:
    """The result of reading a sentence.

    :param could_be: the possible meanings of an unclear sentence, in the order of `Meaning`. Empty
        if the sentence is clear, or if no word of it gives a clue.
    """

    meaning: Meaning
    could_be: tuple[Meaning, ...] = ()
