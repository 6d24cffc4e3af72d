"""Scripts of conversations with a program that is not understood yet. They are pure."""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import final

from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.learn.games.first import wanted_by
from trio_sockets.check.learn.heard.record import PlayedTurn, Say
from trio_sockets.check.learn.heard.shape import line_of
from trio_sockets.check.learn.inference.ends import ReplyPart
from trio_sockets.check.learn.inference.knowledge import Knowledge
from trio_sockets.check.learn.inference.parameters import range_in
from trio_sockets.check.learn.planned import Script
from trio_sockets.check.sentences.meaning import Meaning

LONGEST = 30
"""Guesses after which the tries of a game that is not lost are taken for unlimited."""

_UNTOLD = (1, 100, 2, 99, 1000, 50, 10, 500, 10_000, 20, 5)
"""Guesses for a program that does not tell its bounds."""


@final
@dataclass(frozen=True, slots=True)
class Manner:
    """The manner in which the learner talks to a program.

    :param sends: the framing of messages to the program.
    :param first: the messages before the game; None answers the program's questions.
    :param guess: the template of a guess, with ``{guess}``.
    """

    sends: Framing = Framing.LINE
    first: tuple[str, ...] | None = None
    guess: str = "{guess}"

    def guessing(self, number: int, *, is_bad: bool = False) -> Say:
        """Return the message for a guess."""
        text = self.guess.replace("{guess}", str(number))
        return Say(text=text, guess=number, is_bad=is_bad)

    def introduction(self, opening: PlayedTurn) -> Generator[Say, PlayedTurn, PlayedTurn]:
        """Send the messages before the game; return the program's last turn."""
        turn, said = opening, list[str]()
        if self.first is not None:
            for text in self.first:
                turn = yield Say(text=text, is_first=True)
            return turn
        while not turn.ended and (wanted := wanted_by(turn.text, said)) is not None:
            said.append(wanted.text)
            turn = yield wanted
        return turn


def survey(manner: Manner, opening: PlayedTurn, known: Knowledge | None = None) -> Script:
    """Guess low and high numbers alternately.

    :param known: tells which numbers the program refuses.
    """
    turn = yield from manner.introduction(opening)
    heard = [line_of(line) for line in f"{opening.text}\n{turn.text}".splitlines()]
    bounds = range_in(heard)
    guesses: Sequence[int] = _UNTOLD
    if bounds is not None:
        low, high = bounds
        guesses = (low, high, low + 1, high - 1, low + 2, high - 2)
    elif known is not None:
        guesses = _near_the_top(known)
    for guess in guesses:
        turn = yield manner.guessing(guess)
        if not turn.heard:
            return


def _near_the_top(known: Knowledge) -> list[int]:
    """Return low guesses, alternately with high ones that are probably not refused."""
    refused = {
        reply.said.guess
        for reply in known.replies
        if known.refuses(reply.heard.turn) and reply.said.guess is not None
    }
    answered = {reply.guess for reply in known.replies if reply.guess is not None} - refused
    top = max(answered, default=1)
    beyond = min((each for each in refused if each > top), default=2 * top)
    guesses = [1, top]
    for step in (2, 3, 4, 5):
        top = (top + beyond) // 2
        guesses += [step, top]
    return guesses


def halve(manner: Manner, known: Knowledge, opening: PlayedTurn) -> Script:
    """Find the number by bisection."""
    low, high = known.bounds or (1, known.ceiling)
    if known.greatest_refused_below is None and known.bounds is None:
        low = 0
    yield from manner.introduction(opening)
    while low <= high:
        guess = (low + high) // 2
        turn = yield manner.guessing(guess)
        match _side(known, turn):
            case ReplyPart.HIGHER:
                low = guess + 1
            case ReplyPart.LOWER:
                high = guess - 1
            case _ if known.refuses(turn):
                high = guess - 1
            case _:
                return


def lose(
    manner: Manner,
    known: Knowledge,
    opening: PlayedTurn,
    *,
    high: bool = False,
    first: Sequence[Say] = (),
) -> Script:
    """Repeat the same wrong guess until the game is over.

    :param high: whether to guess the greatest number, and not the least one.
    :param first: messages before it that are not guesses.
    """
    yield from manner.introduction(opening)
    for bad in first:  # noqa: UP028 - a list cannot take the turns sent back
        yield bad
    wanted = ReplyPart.LOWER if high else ReplyPart.HIGHER
    guess = _extreme(known, high=high)
    step = 0
    for _ in range(LONGEST):
        turn = yield manner.guessing(guess)
        side = _side(known, turn)
        if side is not wanted:
            meaning = known.wording.of(turn.text)
            if turn.ended or step or meaning in {Meaning.LOST, Meaning.WON}:
                return
            step = -1 if high else 1  # it may refuse to take a number twice
        guess += step


def spoil(manner: Manner, known: Knowledge, bad: Say, opening: PlayedTurn) -> Script:
    """Send a message that is not a guess, then two guesses."""
    yield from manner.introduction(opening)
    yield bad
    for high in (False, True):
        turn = yield manner.guessing(_extreme(known, high=high))
        if not turn.heard:
            return


def bound(
    manner: Manner, known: Knowledge, candidates: Iterable[int], opening: PlayedTurn
) -> Script:
    """Find the greatest number that the program accepts, by its errors for greater ones.

    :param candidates: bounds that people often choose.
    """
    valid, refused = known.greatest_valid, known.least_refused
    yield from manner.introduction(opening)
    while valid is not None and refused is not None and refused - valid > 1:
        between = [each for each in candidates if valid < each < refused]
        guess = between[len(between) // 2] if between else (valid + refused) // 2
        if not between and valid in candidates:
            guess = valid + 1
        turn = yield manner.guessing(guess)
        if known.refuses(turn):
            refused = guess
        elif _side(known, turn) is not ReplyPart.UNKNOWN:
            valid = guess
        else:
            return


def _side(known: Knowledge, turn: PlayedTurn) -> ReplyPart:
    """Return which hint a reply is, by the hints that are known, or else by its words."""
    side = known.side(turn)
    if side is ReplyPart.UNKNOWN and not turn.ended:
        match known.wording.of(turn.text):
            case Meaning.HIGHER:
                return ReplyPart.HIGHER
            case Meaning.LOWER:
                return ReplyPart.LOWER
            case _:
                pass
    return side


def _extreme(known: Knowledge, *, high: bool) -> int:
    if known.bounds is not None:
        return known.bounds[1 if high else 0]
    if not high:
        return 1
    lower = [
        bracket.below for bracket in known.hints.brackets.values() if bracket.below < float("inf")
    ]
    return int(max(lower, default=known.ceiling))
