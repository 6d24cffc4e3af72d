"""Reads the word lists of a dialect from its table ``[sentences]``."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias, final

from trio_sockets.check.files.table import Table
from trio_sockets.check.sentences.lexicon import Lexicon
from trio_sockets.check.sentences.phrases import PhraseError
from trio_sockets.check.sentences.reader import SentenceReader
from trio_sockets.check.sentences.roles import Role
from trio_sockets.words import say

Lists: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""The phrases, by the name of their list."""


@final
@dataclass(frozen=True, slots=True)
class WordLists:
    """The words of a language in a file.

    :param phrases: the phrases, by role.
    :param sets: by name: phrases that other phrases refer to in braces.
    """

    phrases: Lists
    sets: Lists

    def __add__(self, more: "WordLists") -> "WordLists":
        """Return these lists joined with others."""
        return WordLists(_joined(self.phrases, more.phrases), _joined(self.sets, more.sets))


def take_reader(table: Table, built_in: Callable[[str], WordLists | None]) -> SentenceReader | None:
    """Return the sentence reader of a dialect; None if its table is empty.

    :param table: the table ``[sentences]``.
    :param built_in: returns the word lists of a dialect of the package; None if it has no lists.
    :raises ValueError: the table is wrong.
    """
    like = table.take("like", list, [])
    own = take_lists(table)
    if not like and not own.phrases:
        return None
    languages = [own] if not like else []
    for name in like:
        lists = built_in(name) if isinstance(name, str) else None
        if lists is None:
            raise table.wrong(
                "like", say("must be a list of built-in dialects that read sentences")
            )
        languages.append(lists + own)
    try:
        return SentenceReader(tuple(map(_lexicon, languages)))
    except PhraseError as error:
        raise table.error(say("{place}: {reason}", place=table.where, reason=error)) from error


def take_lists(table: Table) -> WordLists:
    """Return all lists of a table.

    :raises ValueError: an entry is not a list of phrases, or its name is not a role.
    """
    sets = table.table("sets")
    phrases = tuple(_taken(table, [role.value for role in Role]))
    table.finish()
    return WordLists(phrases, tuple(_taken(sets, list(sets.entries))))


def _taken(table: Table, names: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in names:
        phrases = table.take(name, list, [])
        if not all(isinstance(phrase, str) and phrase.strip() for phrase in phrases):
            raise table.wrong(name, say("must be a list of phrases"))
        if phrases:
            yield name, tuple(phrases)


def _joined(lists: Lists, more: Lists) -> Lists:
    joined = dict(lists)
    for name, phrases in more:
        joined[name] = (*joined.get(name, ()), *phrases)
    return tuple(joined.items())


@lru_cache(maxsize=16)
def _lexicon(lists: WordLists) -> Lexicon:
    """Return the lexicon of word lists; cached, as one dialect checks thirty programs."""
    phrases = {Role(name): phrases for name, phrases in lists.phrases}
    return Lexicon(phrases, dict(lists.sets))
