"""Hints whose words contradict the guesses that they answered."""

import re
from collections.abc import Mapping, Sequence
from enum import Enum, auto

from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.learn.inference.slots import Message
from trio_sockets.check.learn.inference.wording import Wording
from trio_sockets.check.sentences.meaning import Meaning
from trio_sockets.words import Words, say

_TOO = re.compile(r"\b(?:too|trop|demasiado|muy)\b", re.IGNORECASE)
"""With one of these words, a hint can only be about the guess, not about the number."""


class Swap(Enum):
    """Whether the words of the hints contradict the guesses, and which of the two counts."""

    NONE = auto()
    CONVENTION = auto()
    """"Greater" may be about the guess: the guesses decide what the hint means."""
    PROGRAM = auto()
    """"Too low" has only one meaning: the words decide, and the program is wrong."""

    @property
    def question(self) -> Words:
        """The question that a person has to decide."""
        if self is Swap.PROGRAM:
            return say(
                "Its hints say the opposite of what is true of the guess: the file says what their "
                "words say, and so the program fails. Swap higher and lower there if that is meant."
            )
        return say(
            "Its hints say of the guess what others say of the number, or they are swapped. The "
            "file says what is true of the number: swap higher and lower there if the program is "
            "wrong."
        )


def swap_in(of: Mapping[Kind, Sequence[Message]], wording: Wording) -> Swap:
    """Return whether the words of the hints contradict the guesses that they answered."""
    said = {
        kind: {wording.of(message.text.replace("{left}", "3")) for message in of[kind]}
        for kind in (Kind.HIGHER, Kind.LOWER)
    }
    against = Meaning.LOWER in said[Kind.HIGHER] and Meaning.HIGHER in said[Kind.LOWER]
    if not against:
        return Swap.NONE
    texts = [message.text for kind in (Kind.HIGHER, Kind.LOWER) for message in of[kind]]
    return Swap.PROGRAM if any(map(_TOO.search, texts)) else Swap.CONVENTION
