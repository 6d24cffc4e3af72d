"""Finds the clues in a clause: what its words say, and what they leave open."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import final

from trio_sockets.check.sentences.comparison import (
    ADJECTIVES,
    COMPARATIVES,
    Thing,
    hint,
    is_enough,
    is_too,
)
from trio_sockets.check.sentences.lexicon import Tag
from trio_sockets.check.sentences.meaning import Meaning
from trio_sockets.check.sentences.roles import Role

_OUTRIGHT = {Role.HIGHER: Meaning.HIGHER, Role.LOWER: Meaning.LOWER}
_HAPPENS = {Role.WIN, Role.PRAISE, Role.LOSE}
_TOLD = {
    Role.AGAIN,
    Role.PROMPT,
    Role.SPENT,
    Role.OVER,
    Role.WRONG,
    Role.ERROR,
    Role.PERHAPS_ERROR,
}
_BACKGROUND = {Role.IGNORE, Role.NOTHING, Role.IF, Role.ASK, Role.POSSIBLE}
_BOTH = frozenset({Role.HIGHER, Role.LOWER})


@final
@dataclass(slots=True)
class Clues:
    """The clues that were found.

    :param told: what the words clearly say.
    :param doubts: what the words may mean.
    """

    told: set[Role] = field(default_factory=set)
    doubts: set[Meaning] = field(default_factory=set)

    def add(self, more: "Clues") -> None:
        """Add the clues of another clause."""
        self.told |= more.told
        self.doubts |= more.doubts

    def tell_hint(self, meaning: Meaning, *, is_denied: bool) -> None:
        """Add a hint. An unclear one may mean both hints, a denied one its opposite."""
        if meaning is Meaning.UNCLEAR:
            self.doubts |= {Meaning.HIGHER, Meaning.LOWER}
        elif is_denied:
            self.doubts.add(meaning.opposite)
        else:
            self.told.add(Role(meaning.value))

    def asked(self) -> "Clues":
        """Return the clues of a question: "higher?" may be a hint, "higher or lower?" is not."""
        hints = {Meaning(role.value) for role in self.told & _BOTH}
        return Clues({Role.IGNORE}, hints if len(hints) == 1 else set())


def clues_in(tags: Sequence[Tag], numbers: frozenset[int], before: Thing) -> Clues:
    """Return the clues in a clause.

    :param tags: the phrases of the clause, in order.
    :param numbers: the indexes of the tokens that are numbers.
    :param before: the subject of the clause before, to which this clause may still refer.
    """
    found = Clues()
    is_denied = is_possible = False
    for place, tag in enumerate(tags):
        is_denied |= tag.role is Role.NOT
        is_possible |= tag.role is Role.POSSIBLE
        if tag.role in _HAPPENS:
            _look_at_end(tag.role, found, is_denied=is_denied, is_possible=is_possible)
        elif tag.role in _OUTRIGHT | dict.fromkeys(COMPARATIVES | ADJECTIVES):
            _look_at_hint(tags, place, numbers, before, found, is_denied=is_denied)
        else:
            found.told |= _told(tags, place, is_denied=is_denied)
    if any(tag.role is Role.OR for tag in tags) and found.told >= _BOTH:  # "higher or lower"
        found.told -= _BOTH
        found.told.add(Role.IGNORE)
    return found


def _look_at_end(role: Role, found: Clues, *, is_denied: bool, is_possible: bool) -> None:
    if is_possible:  # "to win"
        return
    if not is_denied:
        found.told.add(role)
    elif role is not Role.LOSE:  # "you have not won"
        found.told.add(Role.WRONG)


def _look_at_hint(  # noqa: PLR0913 - a clause, a place in it, and where the clues go
    tags: Sequence[Tag],
    place: int,
    numbers: frozenset[int],
    before: Thing,
    found: Clues,
    *,
    is_denied: bool,
) -> None:
    role = tags[place].role
    if role in _OUTRIGHT:
        said = _OUTRIGHT[role]
        said = said.opposite if is_too(tags, place) else said  # "too far up"
    elif role in ADJECTIVES and is_enough(tags, place):
        if not is_denied:
            return
        is_denied = False  # "not big enough"
        said = Meaning.HIGHER if role is Role.BIG else Meaning.LOWER
    else:
        said = hint(tags, place, numbers, before)
    found.tell_hint(said, is_denied=is_denied)


def _told(tags: Sequence[Tag], place: int, *, is_denied: bool) -> set[Role]:
    role = tags[place].role
    if role in _BACKGROUND:
        return {Role.IGNORE}
    if role is Role.REVEAL:  # "your guess was 34" reveals nothing
        return set() if any(tag.role is Role.GUESS for tag in tags[:place]) else {role}
    return {role} if role in _TOLD and not is_denied else set()
