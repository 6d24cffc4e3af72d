"""The words of a language: the role of each phrase in a sentence."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import final

from trio_sockets.check.sentences.phrases import PhraseBook
from trio_sockets.check.sentences.roles import Role
from trio_sockets.check.sentences.tokens import BEGIN, END, Token

_LETTERS = 4
"""Words shorter than this are not corrected: too many other words differ by one letter."""


@final
@dataclass(frozen=True, slots=True)
class Tag:
    """A phrase that was found in a clause.

    :param start: the index of its first token.
    :param end: the index after its last token.
    """

    role: Role
    start: int
    end: int


@final
class Lexicon:
    """The phrases of a language.

    :param phrases: by role: phrases, written as for a `PhraseBook`.
    :param sets: by name: phrases that other phrases refer to in braces.
    :raises PhraseError: a phrase names a set that does not exist, or that contains itself.
    """

    def __init__(
        self, phrases: Mapping[Role, Sequence[str]], sets: Mapping[str, Sequence[str]]
    ) -> None:
        self._book = PhraseBook({role.value: listed for role, listed in phrases.items()}, sets)
        self._words = frozenset(self._book.words - {BEGIN, END})
        self.symbols = frozenset(
            word for word in self._words if not word[0].isalnum() and word != "-"
        )
        self._by_letter: dict[str, list[str]] = {}
        for word in sorted(self._words):
            if len(word) >= _LETTERS and word.isalpha():
                self._by_letter.setdefault(word[0], []).append(word)
        self._spelt = lru_cache(maxsize=2048)(self._nearest)

    def tags(self, clause: Sequence[Token]) -> list[Tag]:
        """Find the phrases of a clause: the longest one at each place, once a role."""
        words = [Token(BEGIN, BEGIN), *map(self._corrected, clause), Token(END, END)]
        tags = list[Tag]()
        place = 0
        while place < len(words):
            end, roles = self._book.find(words, place)
            tags += [Tag(Role(role), place, end) for role in roles if role != Role.WORDS]
            place = end
        return tags

    def knows(self, word: Token) -> bool:
        """Tell whether a word is in a list, perhaps misspelt."""
        return self._corrected(word).plain in self._words

    def _corrected(self, word: Token) -> Token:
        if word.plain in self._words or word.is_number or word.is_name:
            return word
        spelt = self._spelt(word.plain)
        return Token(spelt, spelt) if spelt else word

    def _nearest(self, word: str) -> str | None:
        """Return the known word one typing error away; None if no word fits."""
        for times in (r"\1\1", r"\1"):  # "tooooo", "nooo"
            squeezed = re.sub(r"(\w)\1+", times, word)
            if squeezed in self._words:
                return squeezed
        if len(word) < _LETTERS or not word.isalpha():
            return None
        near = (known for known in self._by_letter.get(word[0], []) if _is_one_slip(word, known))
        return next(near, None)


def _is_one_slip(typed: str, meant: str) -> bool:
    """Tell whether one letter is missing, wrong or extra, or two neighbours are swapped."""
    if len(typed) < len(meant):
        typed, meant = meant, typed
    pairs = zip(typed, meant, strict=False)
    start = next((place for place, (one, other) in enumerate(pairs) if one != other), len(meant))
    rest, other = typed[start:], meant[start:]
    if len(typed) == len(meant):
        is_swap = rest[:2] == other[:2][::-1] and rest[2:] == other[2:]
        return is_swap or rest[1:] == other[1:]
    return rest[1:] == other
