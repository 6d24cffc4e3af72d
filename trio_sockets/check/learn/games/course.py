"""The course: which games the learner plays. It is pure: the caller plays them and reports."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import final

from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.learn.games.scripts import Manner, bound, halve, lose, spoil, survey
from trio_sockets.check.learn.heard.record import NAME, PlayedTalk, PlayedTurn, Say
from trio_sockets.check.learn.inference.knowledge import Knowledge
from trio_sockets.check.learn.planned import Course, PlannedTalk, Script, Steps

MOST = 32
"""The most games in a course."""

_NICE = (
    *(5, 6, 9, 10, 12, 15, 16, 19, 20, 25, 30, 31, 32, 40, 49, 50, 60, 63, 64, 75, 80, 90, 99, 100),
    *(120, 127, 128, 149, 150, 199, 200, 250, 255, 256, 300, 400, 499, 500, 511, 512, 600, 750),
    *(800, 999, 1000, 1023, 1024, 1500, 2000, 2500, 4999, 5000, 9999, 10_000, 50_000, 65_535),
    *(99_999, 100_000, 500_000, 999_999, 1_000_000),
)
"""Bounds that people often choose."""

_FAR = 10**9
"""A number above all likely bounds."""

_COMMAND = re.compile(
    r"\b([A-Z]{3,12})\s*[ :]\s*[<\[{(]?(?:n|x|nb|number|nombre|guess|int|essai)\b"
)
"""Finds the command before a guess in what a program says, as in ``GUESS <n>``."""

_WINS = 4
_TIMES = 2
"""Games that are played in one manner before another is tried: a single game may be too short."""


@final
@dataclass(frozen=True, slots=True)
class Learned:
    """The result of a course.

    :param manner: the manner that worked, or the first one that was tried.
    :param games: the games that were played in this manner.
    """

    manner: Manner
    games: tuple[PlayedTalk, ...]


def course() -> Course[Learned]:
    """Yield conversations to hold; the caller sends back each game, without turns if it failed."""
    manner, games = yield from _contact()
    if Knowledge(tuple(games)).hints:
        for part in (_spoiling, _losing, _winning, _bounding, _winning_again):
            yield from part(_Round(manner, games))
    return Learned(manner, tuple(games))


@final
class _Round:
    """The state that the parts of a course share.

    :param games: the games so far; `hold` adds more.
    """

    def __init__(self, manner: Manner, games: list[PlayedTalk]) -> None:
        self.manner = manner
        self._games = games

    @property
    def known(self) -> Knowledge:
        """What is known after the games so far."""
        return Knowledge(tuple(self._games))

    @property
    def word(self) -> Say:
        """A message that is not a number."""
        return Say(text=self.manner.guess.replace("{guess}", "abc"), is_bad=True)

    def hold(self, script: Callable[[PlayedTurn], Script]) -> Steps:
        """Hold one more conversation, unless there were `MOST` already."""
        if len(self._games) < MOST:
            game = yield PlannedTalk(self.manner.sends, script)
            self._games.extend([game] if game.turns else [])


def _spoiling(round_: _Round) -> Steps:
    """Learn the replies to messages that are not guesses."""
    low, high = round_.known.bounds or (0, _FAR - 1)
    beyond = [round_.manner.guessing(each, is_bad=True) for each in (low - 1, high + 1)]
    for bad in (*beyond, round_.word):
        yield from round_.hold(partial(spoil, round_.manner, round_.known, bad))
    for _ in range(_TIMES):
        if not round_.known.hints:  # the hints were errors for numbers out of bounds
            yield from round_.hold(partial(survey, round_.manner, known=round_.known))


def _losing(round_: _Round) -> Steps:
    """Lose a game with low guesses, one with high guesses, and one with a word before them."""
    for high in (False, True):
        yield from round_.hold(partial(lose, round_.manner, round_.known, high=high))
    first = [round_.word]
    yield from round_.hold(partial(lose, round_.manner, round_.known, first=first))


def _winning(round_: _Round) -> Steps:
    """Win a few times."""
    for _ in range(3):
        yield from round_.hold(partial(halve, round_.manner, round_.known))


def _bounding(round_: _Round) -> Steps:
    """Find the bounds, if the program does not tell them, and refuses numbers out of bounds."""
    if round_.known.bounds is not None:
        return
    zero = round_.manner.guessing(0, is_bad=True)
    yield from round_.hold(partial(spoil, round_.manner, round_.known, zero))
    for _ in range(3):
        known = round_.known
        valid, refused = known.greatest_valid, known.least_refused
        if valid is not None and refused is not None and refused - valid > 1:
            yield from round_.hold(partial(bound, round_.manner, known, _NICE))


def _winning_again(round_: _Round) -> Steps:
    """Win until the meaning of the numbers in the message of a win is certain."""
    for _ in range(8):
        if len(round_.known.secrets) < _WINS:
            yield from round_.hold(partial(halve, round_.manner, round_.known))


def _contact() -> Course[tuple[Manner, list[PlayedTalk]]]:
    """Find a manner in which the program gives hints to guesses."""
    first: tuple[Manner, list[PlayedTalk]] | None = None
    waiting = [Manner()]
    tried = set[Manner]()
    while waiting:
        manner = waiting.pop(0)
        games = list[PlayedTalk]()
        for _ in range(_TIMES):
            game = yield PlannedTalk(manner.sends, partial(survey, manner))
            games.extend([game] if game.turns else [])
            if Knowledge(tuple(games)).hints or not _is_talking(game):
                break
        tried.add(manner)
        if Knowledge(tuple(games)).hints:
            said = tuple(turn.said.text for turn in games[0].before if turn.said is not None)
            return replace(manner, first=said), games
        if first is None:
            first = manner, games
            waiting = [each for each in _others(games) if each not in tried]
    assert first is not None  # noqa: S101 - the loop has run at least once
    return first


def _is_talking(game: PlayedTalk) -> bool:
    """Return whether a guess got a reply, so that another game may show more."""
    return any(turn.heard for turn in game.replies)


def _others(games: Sequence[PlayedTalk]) -> list[Manner]:
    """Return other manners to try after the first one has failed, the likeliest first."""
    heard = [turn.heard for game in games for turn in game.turns if turn.heard]
    text = b"\n".join(heard).decode(errors="replace")
    others = [Manner(guess=f"{word} {{guess}}") for word in dict.fromkeys(_COMMAND.findall(text))]
    framings = [Manner(sends=Framing.NOTHING), Manner(sends=Framing.LENGTH)]
    measured = [Framing.LENGTH.cut(each) for each in heard]
    if measured and all(messages and not rest for messages, rest in measured):
        framings.reverse()
    first = [Manner(first=said) for said in ((NAME,), ("1",), (NAME, "1"))]
    silent = not any(_is_talking(game) for game in games)
    return [*others, *framings, *first] if not silent else [*framings, *first, *others]
