"""Reads a server's game from a transcript, guess by guess."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.dialect.kinds import Heard, Kind
from trio_sockets.check.judging.possible import Possible
from trio_sockets.check.judging.recorded_game import Move, RecordedGame
from trio_sockets.check.model.transcript import Ended, Reset, Sent, Transcript
from trio_sockets.protocol.messages import Parameters


def read_game(transcript: Transcript, place: int = 0) -> RecordedGame:
    """Read a game: the first message tells its parameters, each other one answers a guess.

    Known mistakes of the server are corrected.
    """
    dialect = transcript.dialect
    greeting, *replies = transcript.messages(place) or [b""]
    texts, parameters = _guesses(transcript, place), dialect.greeting(greeting)
    moves = [
        Move(text, whole_number(text), dialect.understand(reply))
        for text, reply in zip(texts, replies, strict=False)
    ]
    if parameters is not None and dialect.mistakes.lost_untold:
        moves += _end_untold(transcript, place, RecordedGame(parameters, tuple(moves)), texts)
    if parameters is not None and dialect.mistakes.last_try_loses:
        moves = _won_in_truth(moves, parameters)
    return RecordedGame(parameters, tuple(moves))


def _end_untold(
    transcript: Transcript, place: int, game: RecordedGame, texts: Sequence[str]
) -> list[Move]:
    """Return the missing last move of a game that the server ended without saying that it is lost.

    Such a server ends the conversation instead of answering the guess that is the last try.
    """
    tries = game.parameters.tries if game.parameters else 0
    used = max((used for used, _ in counted(game, transcript.dialect)), default=0)
    has_ended = isinstance(transcript.conversations[place].end, Ended | Reset)
    if game.over or not has_ended or used + 1 != tries or len(texts) <= len(game.moves):
        return []
    text = texts[len(game.moves)]
    return [Move(text, whole_number(text), Heard(Kind.LOSE, {}, b""))]


def _won_in_truth(moves: Iterable[Move], parameters: Parameters) -> list[Move]:
    """Return moves with a win for each right guess that was said to lose."""
    possible, meant = Possible(parameters.low, parameters.high), []
    for move in moves:
        heard = move.heard
        is_told = move.guess is not None and heard.numbers.get("number") == move.guess
        if heard.kind is Kind.LOSE and (is_told or possible.only(move.guess)):
            heard = replace(heard, kind=Kind.WIN, numbers={})
        meant.append(replace(move, heard=heard))
        possible.learn(meant[-1])
    return meant


def refuses_the_number(transcript: Transcript, game: RecordedGame) -> bool:
    """Tell whether the number can only be a bound that the server is known to refuse."""
    if game.parameters is None:
        return False
    low, high = game.parameters.low, game.parameters.high
    possible = Possible(low, high)
    for move in game.moves:
        possible.learn(move)
    mistakes = transcript.dialect.mistakes
    return (mistakes.refuses_low and possible.only(low)) or (
        mistakes.refuses_high and possible.only(high)
    )


def counted(game: RecordedGame, dialect: Dialect) -> Iterator[tuple[int, Move]]:
    """Give each move, and how many tries are used with it."""
    used = 0
    for move in game.moves:
        kind = move.heard.kind
        used += kind.is_hint or kind.is_end or dialect.bad_guess_costs
        yield used, move


def enough_tries(parameters: Parameters) -> int:
    """Return the most tries that bisection needs: log2(n + 1), rounded up."""
    return math.ceil(math.log2(parameters.high - parameters.low + 2))


def _guesses(transcript: Transcript, place: int) -> list[str]:
    dialect = transcript.dialect
    conversation = transcript.conversations[place]
    if dialect.sends is Framing.NOTHING:
        sent = [event.data for event in conversation.all(Sent)]
    else:
        sent, _ = dialect.sends.cut(conversation.sent)
    guesses = sent[len(dialect.flow.first) :]
    return [without_command(message.decode(errors="replace"), dialect) for message in guesses]


def without_command(message: str, dialect: Dialect) -> str:
    """Return a guess without the words that the dialect puts around it."""
    before, _, after = dialect.guess.partition("{guess}")
    return message.removeprefix(before).removesuffix(after)


def whole_number(text: str) -> int | None:
    """Return a guess as a number; None if it is not a whole number."""
    try:
        return int(text)
    except ValueError:
        return None
