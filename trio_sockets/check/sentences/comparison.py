"""Reads comparisons: a hint depends on what is compared with what.

"Your guess is lower than the number" and "the number is lower than your guess" consist of the same
words.
"""

from collections.abc import Sequence
from enum import Enum, auto
from typing import final

from trio_sockets.check.sentences.lexicon import Tag
from trio_sockets.check.sentences.meaning import Meaning
from trio_sockets.check.sentences.roles import Role

COMPARATIVES = frozenset({Role.BIGGER, Role.SMALLER, Role.ABOVE, Role.BELOW})
ADJECTIVES = frozenset({Role.BIG, Role.SMALL})
_MORE = {Role.BIGGER, Role.ABOVE, Role.BIG}
_PREPOSITIONS = {Role.ABOVE, Role.BELOW}
_NEAR = 2
"""The adjective starts less than this many tokens after "too"."""


@final
class Thing(Enum):
    """One side of a comparison."""

    NONE = auto()
    """Not named, as in "higher!" or "it is higher": this means the number."""

    NUMBER = auto()
    """"The number", which is the secret one unless other words contradict this."""

    SECRET = auto()
    """The secret number."""

    GUESS = auto()
    """The player's guess."""

    EITHER = auto()
    """Ambiguous, as in "that is higher" or "50 is higher"."""

    AIM = auto()
    """The next guess, as in "guess higher"."""


THINGS = {
    Role.GUESS: Thing.GUESS,
    Role.SECRET: Thing.SECRET,
    Role.NUMBER: Thing.NUMBER,
    Role.THIS: Thing.EITHER,
    Role.EITHER: Thing.EITHER,
}
"""By role of a phrase: what it means as the subject of a clause."""

_BEHIND_THAN = THINGS | {Role.THIS: Thing.NONE}
"""By role of a phrase after "than", where "that" means the guess, as if nothing were named."""

_UNKNOWN = {
    (Thing.NUMBER, Thing.NUMBER),
    (Thing.SECRET, Thing.NUMBER),
    (Thing.SECRET, Thing.SECRET),
    (Thing.AIM, Thing.NUMBER),
    (Thing.AIM, Thing.SECRET),
    (Thing.GUESS, Thing.GUESS),
    (Thing.EITHER, Thing.NONE),
    (Thing.NONE, Thing.EITHER),
    (Thing.NUMBER, Thing.EITHER),
    (Thing.EITHER, Thing.EITHER),
    (Thing.AIM, Thing.EITHER),
}
"""Pairs of subject and object that do not tell which one is higher."""


def hint(tags: Sequence[Tag], place: int, numbers: frozenset[int], before: Thing) -> Meaning:
    """Return the hint that a comparative or an adjective gives, or `Meaning.UNCLEAR`.

    :param tags: the phrases of the clause.
    :param place: the index of the comparative or adjective among them.
    :param numbers: the indexes of the tokens that are numbers.
    :param before: the subject of the clause before, to which this clause may still refer.
    """
    word = tags[place]
    said = Meaning.HIGHER if word.role in _MORE else Meaning.LOWER
    subject = _subject(tags, place, numbers, before)
    if is_too(tags, place):
        return Meaning.UNCLEAR if subject is Thing.SECRET else said.opposite
    if word.role in ADJECTIVES:
        return said.opposite if _is_of_guess(tags, place, subject) else Meaning.UNCLEAR
    return _compared(word, subject, _object(tags, place, numbers), said)


def is_enough(tags: Sequence[Tag], place: int) -> bool:
    """Tell whether "enough" is next to an adjective."""
    word = tags[place]
    return any(
        tag.role is Role.ENOUGH and (tag.end == word.start or tag.start == word.end) for tag in tags
    )


def is_too(tags: Sequence[Tag], place: int) -> bool:
    """Tell whether "too" precedes a word."""
    start = tags[place].start
    return any(tag.role is Role.TOO and 0 <= start - tag.end < _NEAR for tag in tags[:place])


def _is_of_guess(tags: Sequence[Tag], place: int, subject: Thing) -> bool:
    """Tell whether an adjective describes the guess: "a bit high", "your guess is high".

    "High" alone may describe the guess or the number.
    """
    start = tags[place].start
    is_very = any(tag.role is Role.VERY and tag.end == start for tag in tags)
    return subject is Thing.GUESS or (is_very and subject in {Thing.NONE, Thing.EITHER})


def _compared(word: Tag, subject: Thing, compared_to: Thing | None, said: Meaning) -> Meaning:
    """Return the hint, given what is compared with what.

    :param compared_to: None if it is not named.
    """
    if compared_to is None:
        # "Above!" may describe the guess or the number.
        is_unknown = subject is Thing.EITHER or (
            subject is Thing.NONE and word.role in _PREPOSITIONS
        )
        turns = subject is Thing.GUESS
    else:
        is_unknown = (subject, compared_to) in _UNKNOWN
        turns = subject is Thing.GUESS or compared_to in {Thing.NUMBER, Thing.SECRET}
    if is_unknown:
        return Meaning.UNCLEAR
    return said.opposite if turns else said


def _subject(tags: Sequence[Tag], place: int, numbers: frozenset[int], before: Thing) -> Thing:
    earlier = tags[:place]
    things = [THINGS[tag.role] for tag in earlier if tag.role in THINGS]
    if any(tag.role is Role.AIM for tag in earlier):
        subject = Thing.AIM
    elif Thing.GUESS in things and {Thing.NUMBER, Thing.SECRET} & {*things}:
        subject = Thing.EITHER  # "the number that you…"
    elif things:
        subject = things[-1]
    elif any(number < tags[place].start for number in numbers):
        subject = Thing.EITHER
    elif earlier and earlier[0].role is Role.IS and earlier[0].start <= 1:
        subject = before
    else:
        subject = Thing.NONE
    return subject


def _object(tags: Sequence[Tag], place: int, numbers: frozenset[int]) -> Thing | None:
    """Return what the subject is compared to; None if it is not named."""
    word = tags[place]
    start = word.end
    if word.role not in _PREPOSITIONS:
        than = [tag for tag in tags if tag.role is Role.THAN and tag.start == start]
        if not than:
            return None
        start = than[0].end
    found = next((tag for tag in tags if tag.role in _BEHIND_THAN and tag.start >= start), None)
    digits = min((number for number in numbers if number >= start), default=None)
    if digits is not None and (found is None or digits < found.start):
        return Thing.NONE  # a number after "than" is the guess
    return None if found is None else _BEHIND_THAN[found.role]
