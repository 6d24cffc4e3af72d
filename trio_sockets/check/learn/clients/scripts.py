"""What the learner says to a client as its server, and what the client's messages show."""

import re
from collections.abc import Sequence

from trio_sockets.check.dialect.patterns import Template
from trio_sockets.check.learn.clients.candidates import HintPair
from trio_sockets.check.learn.heard.record import PlayedTalk, PlayedTurn, Say
from trio_sockets.check.learn.planned import Script

LOW, HIGH, TRIES = 2001, 2400, 9
"""The parameters of the games: bounds that a client does not have by chance."""

FURTHEST = 40
"""Hints in one direction after which a client's bound is taken for unknown."""

_NEEDED = 3
"""Hints that a client has to follow, one after another: fewer could be chance."""

_UP, _DOWN = 1, -1

_NUMBER = re.compile(r"[+-]?\d+")


def words_in(talks: Sequence[PlayedTalk]) -> bytes:
    """Return the first message of a client that is no guess; empty if there is none."""
    turns = (turn for talk in talks for turn in talk.turns if turn.heard)
    return next((turn.heard for turn in turns if number_in(turn) is None), b"")


def number_in(turn: PlayedTurn) -> int | None:
    """Return the last number in a client's message."""
    numbers = _NUMBER.findall(turn.text)
    return int(numbers[-1]) if numbers else None


def guesses_in(talk: PlayedTalk) -> list[int]:
    """Return the guesses of a conversation."""
    found = [number_in(turn) for turn in talk.turns]
    return [guess for guess in found if guess is not None]


def followed_in(talk: PlayedTalk) -> int:
    """Return how many hints a client has followed; 0 if it has not followed one of them."""
    low, high, before, followed = float("-inf"), float("inf"), None, 0
    for turn in talk.turns:
        guess = number_in(turn)
        if turn.said is not None and turn.said.guess is not None and before is not None:
            is_higher = turn.said.guess > 0
            low, high = (max(low, before), high) if is_higher else (low, min(high, before))
            if guess is None or not low < guess < high:
                return 0
            followed += 1
        before = guess if guess is not None else before
    return followed if followed >= _NEEDED else 0


def greeting_of(template: str) -> Say:
    """Return a greeting with the parameters of the learner's games."""
    return Say(text=Template(template).write({"low": LOW, "high": HIGH, "tries": TRIES}))


def message_of(template: str, used: int, guess: int | None = None) -> Say:
    """Return a message of a game.

    :param used: how many tries are used.
    :param guess: 1 if the message says higher, -1 if it says lower.
    """
    values = {"left": TRIES - used, "used": used, "number": (LOW + HIGH) // 2}
    return Say(text=Template(template).write(values), guess=guess)


def listen(_opening: PlayedTurn) -> Script:
    """Say nothing."""
    yield from ()


def say_all(says: Sequence[Say], _opening: PlayedTurn) -> Script:
    """Say some messages, each after the client's last one."""
    for say in says:  # noqa: UP028 - a list cannot take the turns sent back
        yield say


def lead(first: Sequence[Say], pair: HintPair, _opening: PlayedTurn) -> Script:
    """Give hints in turn, as long as it follows them."""
    for say in first:  # noqa: UP028 - likewise
        yield say
    for used, way in enumerate((_UP, _DOWN, _UP, _DOWN), 1):
        hint = pair.higher if way is _UP else pair.lower
        turn = yield message_of(hint, used, guess=way)
        if number_in(turn) is None:
            return


def push(first: Sequence[Say], hint: str, _opening: PlayedTurn) -> Script:
    """Give the same hint until it guesses no more, or nothing new."""
    for say in first:  # noqa: UP028 - likewise
        yield say
    before: int | None = None
    for used in range(1, FURTHEST + 1):
        turn = yield message_of(hint, min(used, TRIES - 1))
        guess = number_in(turn)
        if guess is None or guess == before:
            return
        before = guess
