"""Kinds of messages of the game's server, and messages as a dialect reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import final

from trio_sockets.check.sentences.meaning import Meaning


class Kind(StrEnum):
    """A kind of message of the game's server."""

    GREETING = "greeting"
    HIGHER = "higher"
    LOWER = "lower"
    WIN = "win"
    LOSE = "lose"
    ERROR = "error"
    UNKNOWN = "unknown"

    @property
    def is_hint(self) -> bool:
        """Whether it answers a wrong guess and the game goes on."""
        return self in {Kind.HIGHER, Kind.LOWER}

    @property
    def is_end(self) -> bool:
        """Whether the game is over."""
        return self in {Kind.WIN, Kind.LOSE}


READING_ORDER = (
    (Kind.ERROR,),
    (Kind.WIN,),
    (Kind.LOSE,),
    (Kind.HIGHER, Kind.LOWER),
    (Kind.GREETING,),
)
"""The kinds in the order in which their patterns are tried. A last reply may hold a hint too: "Too
low. You lose." is the end. Of two hints, the one that fits more of the text wins: "trop grand, plus
que 3 essais" holds "plus" (higher), but means lower.
"""


KIND_OF = {
    Meaning.HIGHER: Kind.HIGHER,
    Meaning.LOWER: Kind.LOWER,
    Meaning.WON: Kind.WIN,
    Meaning.LOST: Kind.LOSE,
    Meaning.ERROR: Kind.ERROR,
}
"""The kind of each meaning. A sentence with another meaning cannot be read as an answer."""


@final
@dataclass(frozen=True, slots=True)
class Heard:
    """A message of the game, as a dialect reads it.

    :param numbers: the numbers that it tells: ``low``, ``high``, ``tries``, ``left``, ``used``,
        ``number``.
    :param could_be: the possible meanings of a sentence that is unclear.
    """

    kind: Kind
    numbers: Mapping[str, int]
    raw: bytes
    could_be: tuple[Meaning, ...] = ()
