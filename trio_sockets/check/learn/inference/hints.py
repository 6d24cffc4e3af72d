"""Which lines say higher, and which say lower, by the guesses that they answer.

In every game, there must be a number between the guesses that were answered "higher" and those that
were answered "lower". So this looks for two lines such that, in every game, all guesses answered
with the first are lower than all guesses answered with the second. The words are not used.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import final

from trio_sockets.check.learn.heard.replies import Reply
from trio_sockets.check.learn.heard.shape import Shape

_FEW = 2
"""How often each of the two lines must occur."""


@final
@dataclass(frozen=True, slots=True)
class Bracket:
    """The range of a game's number, by its hints: between these two, without them."""

    above: float = float("-inf")
    below: float = float("inf")

    def holds(self, guess: int) -> bool:
        """Return whether a guess may be the number."""
        return self.above < guess < self.below


@final
@dataclass(frozen=True, slots=True)
class Hints:
    """The lines that say whether a guess is too low or too high.

    :param higher: replies to guesses below the number.
    :param lower: replies to guesses above the number.
    :param brackets: the range of each game's number, by the index of the game.
    """

    higher: frozenset[Shape] = frozenset()
    lower: frozenset[Shape] = frozenset()
    brackets: Mapping[int, Bracket] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Return whether there are hints."""
        return bool(self.higher and self.lower)

    def are_in(self, reply: Reply) -> bool:
        """Return whether a reply has a hint."""
        return bool(reply.shapes & (self.higher | self.lower))

    def bracket(self, game: int) -> Bracket:
        """Return the range of a game's number."""
        return self.brackets.get(game, Bracket())


def find_hints(replies: Sequence[Reply], but: AbstractSet[Shape] = frozenset()) -> Hints:
    """Find the lines that are hints; empty if no two lines behave like hints.

    :param but: lines that are known to have another meaning.
    """
    guessed = _guesses_of(replies, but)
    best, pair = 0, None
    for low, low_guesses in guessed.items():
        for high, high_guesses in guessed.items():
            times = sum(map(len, low_guesses.values())) + sum(map(len, high_guesses.values()))
            if low != high and times > best and _are_apart(low_guesses, high_guesses):
                best, pair = times, (low, high)
    if pair is None:
        return Hints()
    return _with_others(Hints(frozenset({pair[0]}), frozenset({pair[1]})), replies, guessed)


def _guesses_of(
    replies: Iterable[Reply], but: AbstractSet[Shape]
) -> dict[Shape, dict[int, list[int]]]:
    """Return the guesses that each line answered, by game."""
    guessed: dict[Shape, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for reply in replies:
        if reply.guess is not None:
            for shape in reply.shapes - but:
                guessed[shape][reply.game].append(reply.guess)
    return guessed


def _are_apart(low: Mapping[int, Sequence[int]], high: Mapping[int, Sequence[int]]) -> bool:
    """Return whether one line always answered lower guesses, and both lines occur often enough."""
    if min(sum(map(len, low.values())), sum(map(len, high.values()))) < _FEW:
        return False
    both = low.keys() & high.keys()
    return bool(both) and all(max(low[game]) < min(high[game]) for game in both)


def _with_others(
    pair: Hints, replies: Sequence[Reply], guessed: Mapping[Shape, Mapping[int, Sequence[int]]]
) -> Hints:
    """Add other lines with the same meaning: in place of a hint, and always on the same side."""
    brackets = _brackets(pair, replies)
    higher, lower = set(pair.higher), set(pair.lower)
    ends = {shape for reply in replies if reply.is_last for shape in reply.shapes}
    instead = {
        shape
        for reply in replies
        if reply.guess is not None and not pair.are_in(reply)
        for shape in reply.shapes
    }
    for shape, games in guessed.items():
        if shape in ends or shape not in instead:
            continue
        pairs = [(brackets[game], guess) for game in games for guess in games[game]]
        if all(guess <= bracket.above for bracket, guess in pairs):
            higher.add(shape)
        elif all(guess >= bracket.below for bracket, guess in pairs):
            lower.add(shape)
    found = Hints(frozenset(higher), frozenset(lower))
    return Hints(found.higher, found.lower, _brackets(found, replies))


def _brackets(hints: Hints, replies: Iterable[Reply]) -> dict[int, Bracket]:
    brackets: dict[int, Bracket] = {}
    for reply in replies:
        if reply.guess is None:
            continue
        known = brackets.get(reply.game, Bracket())
        if reply.shapes & hints.higher:
            known = Bracket(max(known.above, reply.guess), known.below)
        elif reply.shapes & hints.lower:
            known = Bracket(known.above, min(known.below, reply.guess))
        brackets[reply.game] = known
    return brackets
