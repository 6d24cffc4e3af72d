"""Reads a server's game from a transcript, guess by guess."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.dialect.kinds import Heard, Kind
from trio_sockets.check.model.transcript import Sent, Transcript
from trio_sockets.protocol.messages import Parameters


@final
@dataclass(frozen=True, slots=True)
class Move:
    """A guess and its answer.

    :param guess: None if it was not a whole number.
    """

    text: str
    guess: int | None
    heard: Heard


@final
@dataclass(frozen=True, slots=True)
class RecordedGame:
    """A server's game.

    :param parameters: None if the first message does not tell them all.
    """

    parameters: Parameters | None
    moves: tuple[Move, ...]

    @property
    def over(self) -> bool:
        """Whether the server said that the game is won or lost."""
        return any(move.heard.kind.is_end for move in self.moves)

    @property
    def secret(self) -> int | None:
        """The secret number, if the last answer tells it."""
        for move in self.moves:
            if move.heard.kind is Kind.WIN:
                return move.guess
            if move.heard.kind is Kind.LOSE:
                return move.heard.numbers.get("number")
        return None


def read_game(transcript: Transcript, place: int = 0) -> RecordedGame:
    """Read a game: the first message tells its parameters, each other one answers a guess."""
    dialect = transcript.dialect
    greeting, *replies = transcript.messages(place) or [b""]
    texts = _guesses(transcript, place)
    moves = [
        Move(text, whole_number(text), dialect.understand(reply))
        for text, reply in zip(texts, replies, strict=False)
    ]
    return RecordedGame(dialect.greeting(greeting), tuple(moves))


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
