"""Phrases, and the search for them in a clause."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import final

from trio_sockets.check.sentences.tokens import Token, plain, spaced, token
from trio_sockets.words import WrongWordError, say

NUMBER = "{n}"
"""Stands for any number in a phrase."""

_SET = re.compile(r"\{([\w-]+)\}")


class PhraseError(WrongWordError):
    """A phrase is wrong; the message is one line that names its list."""


@final
@dataclass(slots=True)
class _Node:
    """A node of the trie of phrases.

    :param next: the next node, by the next word without accents.
    :param sets: the next node, by the name of the set that follows.
    :param entries: for each phrase that ends here: its list, and its words with accents.
    """

    next: dict[str, "_Node"] = field(default_factory=dict)
    sets: dict[str, "_Node"] = field(default_factory=dict)
    entries: list[tuple[str, Mapping[str, frozenset[str]]]] = field(default_factory=list)


@final
class PhraseBook:
    """Lists of phrases. A search returns the longest phrase of all lists that fits.

    In a phrase, ``^`` and ``$`` stand for the two ends of a clause, ``{n}`` for a number,
    ``{name}`` for a phrase of that set and ``a|b`` for one of the two words; ``a?`` is optional.

    :param lists: the phrases, by the name of their list.
    :param sets: by name: phrases that other phrases refer to in braces.
    :raises PhraseError: a phrase names a set that does not exist, or that contains itself.
    """

    def __init__(
        self, lists: Mapping[str, Sequence[str]], sets: Mapping[str, Sequence[str]]
    ) -> None:
        self.words = set[str]()
        self._root = _Node()
        self._sets = {name: _Node() for name in sets}
        for name, phrases in lists.items():
            for phrase in phrases:
                self._add(self._root, name, phrase)
        for name, phrases in sets.items():
            for phrase in phrases:
                self._add(self._sets[name], name, phrase)
        holds = {name: _sets_in(node) for name, node in self._sets.items()}
        for name in holds:
            _refuse_circle(name, holds)
        self._firsts = {name: self._first_words(node) for name, node in self._sets.items()}

    def find(self, clause: Sequence[Token], place: int) -> tuple[int, list[str]]:
        """Return the end of the longest phrase that begins at a place, and the lists that hold it.

        The lists are empty if no phrase begins there. If two phrases differ only in accents, the
        accents of the clause decide.
        """
        ends = self._ends(self._root, clause, place)
        if not ends:
            return place + 1, []
        end = max(ends)
        entries = [entry for node in ends[end] for entry in node.entries]
        for word in clause[place:end]:
            same = [entry for entry in entries if word.exact in entry[1].get(word.plain, ())]
            others = [entry for entry in entries if word.plain not in entry[1]]
            entries = same + others if same else entries
        return end, list(dict.fromkeys(name for name, _ in entries))

    def _ends(self, root: _Node, clause: Sequence[Token], start: int) -> dict[int, list[_Node]]:
        """Return the ends of all phrases that begin at a place, with the nodes where they end."""
        ends = dict[int, list[_Node]]()
        places = [(root, start)]
        while places:
            node, place = places.pop()
            if node.entries:
                ends.setdefault(place, []).append(node)
            if place == len(clause):
                continue
            word = clause[place]
            keys = {word.plain, NUMBER} if word.is_number else {word.plain}
            places += [(node.next[key], place + 1) for key in keys if key in node.next]
            for name, after in node.sets.items():
                if not keys.isdisjoint(self._firsts[name]):
                    behind = self._ends(self._sets[name], clause, place)
                    places += [(after, end) for end in behind]
        return ends

    def _add(self, root: _Node, where: str, phrase: str) -> None:
        """Add all variants of a phrase below a node."""
        nodes = [root]
        written = dict[str, frozenset[str]]()
        for word in spaced(phrase).split():
            after = list(nodes) if word.endswith("?") else []
            for choice in word.removesuffix("?").split("|"):
                named = _SET.fullmatch(choice)
                if choice == NUMBER:
                    after += [node.next.setdefault(NUMBER, _Node()) for node in nodes]
                elif named is None:
                    exact = token(choice).exact
                    key = plain(exact)
                    self.words.add(key)
                    written[key] = written.get(key, frozenset()) | {exact}
                    after += [node.next.setdefault(key, _Node()) for node in nodes]
                elif named[1] in self._sets:
                    after += [node.sets.setdefault(named[1], _Node()) for node in nodes]
                else:
                    raise PhraseError(
                        say(
                            "{place}: {phrase} names a set that does not exist",
                            place=where,
                            phrase=repr(phrase),
                        )
                    )
            nodes = after
        if root in nodes:
            raise PhraseError(
                say("{place}: {phrase} may have no words at all", place=where, phrase=repr(phrase))
            )
        for node in nodes:
            node.entries.append((where, written))

    def _first_words(self, node: _Node) -> frozenset[str]:
        """Return the first words of a set's phrases."""
        inner = (self._first_words(self._sets[name]) for name in node.sets)
        return frozenset(node.next).union(*inner)


def _refuse_circle(name: str, holds: Mapping[str, set[str]]) -> None:
    """Raise an error if a set contains itself."""
    reached = set[str]()
    to_see = [name]
    while to_see:
        new = holds[to_see.pop()] - reached
        reached |= new
        to_see += new
    if name in reached:
        raise PhraseError(say("sets: {name} contains itself", name=name))


def _sets_in(node: _Node) -> set[str]:
    found = set(node.sets)
    for after in (*node.next.values(), *node.sets.values()):
        found |= _sets_in(after)
    return found
