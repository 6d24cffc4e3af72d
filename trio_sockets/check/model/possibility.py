"""The possible meanings of a message that a dialect cannot read."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from trio_sockets.words import Words, say


class Possibility(StrEnum):
    """One possible meaning. The names of the game's messages are those of `Kind`."""

    GREETING = "greeting"
    HIGHER = "higher"
    LOWER = "lower"
    WIN = "win"
    LOSE = "lose"
    ERROR = "error"
    REPLY = "reply"
    """The right reply, with other text around it."""
    GUESS = "guess"
    COMMAND = "command"
    IGNORE = "ignore"
    """A message to ignore: a banner, a prompt, a name."""


MEANINGS: Mapping[Possibility, Words] = {
    Possibility.GREETING: say("the parameters of the game"),
    Possibility.HIGHER: say("higher"),
    Possibility.LOWER: say("lower"),
    Possibility.WIN: say("a win"),
    Possibility.LOSE: say("a loss"),
    Possibility.ERROR: say("an error"),
    Possibility.REPLY: say("the right reply, with words around it"),
    Possibility.GUESS: say("a guess"),
    Possibility.COMMAND: say("a command"),
    Possibility.IGNORE: say("something to pass over, such as a banner or a prompt"),
}


def any_of(possibilities: Sequence[Possibility]) -> Words:
    """Return the meanings as one phrase: "higher, a win or a loss"."""
    if not possibilities:
        return say("anything")
    *others, last = [MEANINGS[each] for each in possibilities]
    if not others:
        return last
    listed = others[0]
    for other in others[1:]:
        listed = say("{listed}, {other}", listed=listed, other=other)
    return say("{listed} or {last}", listed=listed, last=last)
