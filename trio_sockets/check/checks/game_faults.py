"""Faults of a game that several of its checks look for."""

from trio_sockets.check.dialect import Kind
from trio_sockets.check.moves import read_game
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


def contradiction(transcript: Transcript, place: int) -> Finding | None:
    """Find a hint that cannot be true, beside the others, or a wrong count of tries."""
    game = read_game(transcript, place)
    if game.parameters is None:
        return None
    low, high, tries = game.parameters.low, game.parameters.high, game.parameters.tries
    look = say("Is the number drawn once for each game, and kept apart from other games?")
    for used, move in enumerate(game.moves, 1):
        guess, heard = move.guess, move.heard
        if guess is None:
            continue
        if heard.kind is Kind.HIGHER:
            low = max(low, guess + 1)
        elif heard.kind is Kind.LOWER:
            high = min(high, guess - 1)
        elif heard.kind is Kind.WIN:
            low, high = max(low, guess), min(high, guess)
        elif heard.kind is Kind.LOSE and "number" in heard.numbers:
            number = heard.numbers["number"]
            low, high = max(low, number), min(high, number)
        if low > high:
            words = say("this contradicts what was said before: no number is left")
            return wrong(words, look, place, say("an answer true to the others"), heard.raw)
        told = heard.numbers.get("left")
        if told is not None and told != tries - used and not transcript.dialect.bad_guess_costs:
            words = say("{told} tries are told, and {left} are left", told=told, left=tries - used)
            counting = say("Is each guess counted once, before the tries left are told?")
            right = transcript.dialect.write(heard.kind, left=tries - used).rstrip(b"\n")
            return wrong(words, counting, place, right, heard.raw)
    return None
