"""Faults of a game that several checks look for."""

from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.judging.possible import Possible
from trio_sockets.check.judging.recorded_game import Move
from trio_sockets.check.judging.server_game import counted, read_game
from trio_sockets.check.judging.unclear import unclear_answer
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.words import Words, say


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
    """Find an answer that contradicts earlier ones, or a wrong count of tries."""
    game = read_game(transcript, place)
    if game.parameters is None:
        return None
    possible = Possible(game.parameters.low, game.parameters.high)
    look = say("Is the number drawn once for each game, and kept separate from other games?")
    for used, move in counted(game, transcript.dialect):
        possible.learn(move)
        if possible.low > possible.high:
            words = say("this contradicts the earlier answers: no number is possible any more")
            return wrong(
                words,
                look,
                place,
                say("an answer that agrees with the earlier ones"),
                move.heard.raw,
            )
        right, dialect = {"used": used}, transcript.dialect
        goes_on = dialect.mistakes.never_lost and used > game.parameters.tries
        if dialect.limits_tries and not goes_on:
            right["left"] = game.parameters.tries - used
        for name, told in move.heard.numbers.items():
            if told != right.get(name, told):
                return _miscounted(transcript, place, move, name, right[name])
    return None


def _miscounted(transcript: Transcript, place: int, move: Move, name: str, right: int) -> Finding:
    told = move.heard.numbers[name]
    words = (
        say("it says {told} tries, but {left} are left", told=told, left=right)
        if name == "left"
        else say("it says {told} tries, but {used} were used", told=told, used=right)
    )
    look = say("Is each guess counted once, before the number of tries is sent?")
    numbers = {**move.heard.numbers, name: right}
    expected = transcript.dialect.message(move.heard.kind, **numbers).encode()
    return wrong(words, look, place, expected, move.heard.raw)


def robbed_of_a_win(transcript: Transcript, place: int) -> Finding | None:
    """Find that a right guess was not answered as a win."""
    game = read_game(transcript, place)
    if game.parameters is None:
        return None
    possible = Possible(game.parameters.low, game.parameters.high)
    for move in game.moves:
        certain = possible.only(move.guess)
        told = move.heard.kind is Kind.LOSE and move.heard.numbers.get("number") == move.guess
        if (certain or told) and move.heard.kind is not Kind.WIN:
            return unclear_answer(transcript, place, move) or wrong(
                say("the guess {guess} was right, but the game is not won", guess=move.text),
                say("Is the guess compared first, and only then the number of tries left?"),
                place,
                say("the message that the game is won"),
                move.heard.raw,
            )
        possible.learn(move)
    return None


def lost_at_another_try(transcript: Transcript, place: int) -> Finding | None:
    """Find that a game was lost too early or too late."""
    game = read_game(transcript, place)
    if game.parameters is None or not transcript.dialect.limits_tries:
        return None
    tries = game.parameters.tries
    for used, move in counted(game, transcript.dialect):
        if move.heard.kind is Kind.LOSE and used != tries:
            return wrong(
                say("it is lost after {lost} tries, but there are {tries}", lost=used, tries=tries),
                say("Does the number of tries used include this guess?"),
                place,
                say("the end after try {tries}", tries=tries),
                move.heard.raw,
            )
    return None
