"""Faults of a game that several of its checks look for."""

from collections.abc import Iterator
from typing import final

from trio_sockets.check.dialect import Kind
from trio_sockets.check.moves import Game, Move, read_game
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import Finding, Verdict
from trio_sockets.check.words import Words, say


def wrong(
    words: Words, look: Words, place: int, expected: bytes | Words, received: bytes
) -> Finding:
    """Return the finding that a message of a game is wrong."""
    return Finding(
        verdict=Verdict.FAIL,
        words=words,
        look=look,
        conversation=place,
        expected=expected,
        received=received,
    )


@final
class Possible:
    """What the answers of a game leave possible.

    :param low: the least number.
    :param high: the greatest one.
    """

    def __init__(self, low: int, high: int) -> None:
        self.low = low
        self.high = high

    def learn(self, move: Move) -> None:
        """Take an answer into account."""
        guess, heard = move.guess, move.heard
        if guess is None:
            return
        match heard.kind:
            case Kind.HIGHER:
                self.low = max(self.low, guess + 1)
            case Kind.LOWER:
                self.high = min(self.high, guess - 1)
            case Kind.WIN:
                self._is(guess)
            case Kind.LOSE if "number" in heard.numbers:
                self._is(heard.numbers["number"])
            case _:
                pass

    def _is(self, number: int) -> None:
        self.low, self.high = max(self.low, number), min(self.high, number)


def contradiction(transcript: Transcript, place: int) -> Finding | None:
    """Find an answer that cannot be true, beside the others, or a wrong count of tries."""
    game = read_game(transcript, place)
    if game.parameters is None:
        return None
    possible = Possible(game.parameters.low, game.parameters.high)
    look = say("Is the number drawn once for each game, and kept apart from other games?")
    for used, move in _counted(transcript, game):
        possible.learn(move)
        if possible.low > possible.high:
            words = say("this contradicts what was said before: no number is left")
            return wrong(words, look, place, say("an answer true to the others"), move.heard.raw)
        right = {"left": game.parameters.tries - used, "used": used}
        for name, told in move.heard.numbers.items():
            if told != right.get(name, told):
                return _miscounted(transcript, place, move, name, right[name])
    return None


def _miscounted(transcript: Transcript, place: int, move: Move, name: str, right: int) -> Finding:
    told = move.heard.numbers[name]
    words = (
        say("{told} tries are told, and {left} are left", told=told, left=right)
        if name == "left"
        else say("{told} tries are told, and {used} were used", told=told, used=right)
    )
    look = say("Is each guess counted once, before the tries are told?")
    numbers = {**move.heard.numbers, name: right}
    expected = transcript.dialect.write(move.heard.kind, **numbers).rstrip(b"\n")
    return wrong(words, look, place, expected, move.heard.raw)


def _counted(transcript: Transcript, game: Game) -> Iterator[tuple[int, Move]]:
    """Give each move, and how many tries are used with it."""
    used = 0
    for move in game.moves:
        kind = move.heard.kind
        used += kind.is_hint or kind.is_end or transcript.dialect.bad_guess_costs
        yield used, move


def robbed_of_a_win(transcript: Transcript, place: int) -> Finding | None:
    """Find that a guess was right, and is not called so."""
    game = read_game(transcript, place)
    if game.parameters is None:
        return None
    possible = Possible(game.parameters.low, game.parameters.high)
    for move in game.moves:
        certain = move.guess is not None and possible.low == possible.high == move.guess
        told = move.heard.kind is Kind.LOSE and move.heard.numbers.get("number") == move.guess
        if (certain or told) and move.heard.kind is not Kind.WIN:
            return wrong(
                say("the guess {guess} was right, and it is not won", guess=move.text),
                say("Is the guess compared first, and then looked at whether tries are left?"),
                place,
                say("the message that the game is won"),
                move.heard.raw,
            )
        possible.learn(move)
    return None


def lost_at_another_try(transcript: Transcript, place: int) -> Finding | None:
    """Find that a game was lost before its tries were used, or after."""
    game = read_game(transcript, place)
    if game.parameters is None:
        return None
    tries = game.parameters.tries
    for used, move in _counted(transcript, game):
        if move.heard.kind is Kind.LOSE and used != tries:
            return wrong(
                say("it is lost after {lost} tries, and there are {tries}", lost=used, tries=tries),
                say("How many tries are used when this guess is answered: with it, or without it?"),
                place,
                say("the end after try {tries}", tries=tries),
                move.heard.raw,
            )
    return None
