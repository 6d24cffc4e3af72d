"""Decides what a sentence means, from its clues."""

from collections.abc import Set as AbstractSet

from trio_sockets.check.sentences.meaning import Meaning, Understanding
from trio_sockets.check.sentences.roles import Role

_HINTS = frozenset({Role.HIGHER, Role.LOWER})
_ENDS = frozenset({Role.SPENT, Role.REVEAL, Role.OVER})
_CLEAR = {
    Role.ERROR: Meaning.ERROR,
    Role.WIN: Meaning.WON,
    Role.LOSE: Meaning.LOST,
    Role.SPENT: Meaning.LOST,
    Role.REVEAL: Meaning.LOST,
    Role.OVER: Meaning.LOST,
    Role.HIGHER: Meaning.HIGHER,
    Role.LOWER: Meaning.LOWER,
    Role.PRAISE: Meaning.WON,
    Role.PERHAPS_ERROR: Meaning.ERROR,
    Role.WRONG: Meaning.UNCLEAR,
    Role.PROMPT: Meaning.IGNORE,
    Role.AGAIN: Meaning.IGNORE,
    Role.IGNORE: Meaning.IGNORE,
}
"""The meaning of each clue. The first clue that was found decides: "Too low. You lose" is a loss.
"""

_AGAINST = {
    Role.ERROR: {Role.WIN, Role.LOSE},
    Role.WIN: {Role.LOSE, Role.HIGHER, Role.LOWER, Role.PERHAPS_ERROR},
    Role.LOSE: {Role.PERHAPS_ERROR},
    Role.HIGHER: {Role.LOWER, Role.PERHAPS_ERROR},
    Role.LOWER: {Role.PERHAPS_ERROR},
    Role.PRAISE: {Role.PERHAPS_ERROR},
}
"""By clue: the clues that contradict it, so that it cannot decide alone."""


def decide(
    told: AbstractSet[Role], doubts: AbstractSet[Meaning], *, is_strange: bool
) -> Understanding:
    """Return the meaning of a sentence.

    :param told: what its words clearly say.
    :param doubts: what its words may mean; used only if they say nothing clearly.
    :param is_strange: it has an unknown word, which may change the meaning.
    """
    first = next((role for role in _CLEAR if role in told), None)
    if first is None:
        return unclear(doubts)
    if first in _ENDS and Role.PRAISE in told and not told & _HINTS:  # "Well done, it was 63."
        return Understanding(Meaning.WON)
    could_be = _could_be(first, told, doubts, is_strange=is_strange)
    return unclear(could_be) if could_be else Understanding(_CLEAR[first])


def _could_be(
    first: Role, told: AbstractSet[Role], doubts: AbstractSet[Meaning], *, is_strange: bool
) -> set[Meaning]:
    """Return the possible meanings of a sentence; none if its strongest clue decides."""
    against = told & _AGAINST.get(first, set())
    could_be = {_CLEAR[first]}
    match first:
        case _ if against:
            could_be |= {_CLEAR[role] for role in against}
        case Role.LOSE if Role.AGAIN in told and told & _HINTS:  # "Lost: higher, try again"
            could_be |= {_CLEAR[role] for role in told & _HINTS}
        case Role.SPENT | Role.REVEAL | Role.OVER if Role.PRAISE in told:  # with a hint
            could_be.add(Meaning.WON)
        case Role.REVEAL if is_strange and Role.WRONG not in told:  # "…! It was 63."
            could_be.add(Meaning.WON)
        case Role.OVER if not told & (_HINTS | {Role.WRONG}):
            could_be.add(Meaning.IGNORE)
        case Role.WRONG:
            could_be = {Meaning.HIGHER, Meaning.LOWER, Meaning.LOST, *doubts}
        case Role.PROMPT | Role.AGAIN | Role.IGNORE if doubts:
            could_be = {*doubts}
        case Role.PROMPT | Role.AGAIN | Role.IGNORE | Role.PRAISE if is_strange:
            pass
        case _:
            could_be = set()
    return could_be


def unclear(could_be: AbstractSet[Meaning]) -> Understanding:
    """Return an unclear understanding, with its possible meanings in order."""
    return Understanding(
        Meaning.UNCLEAR,
        tuple(each for each in Meaning if each in could_be and each is not Meaning.UNCLEAR),
    )
