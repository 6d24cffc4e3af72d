"""A game read back from its transcript: guess by guess."""

import math
from dataclasses import dataclass
from typing import final

from trio_sockets.check.dialect import Dialect, Heard, Kind
from trio_sockets.check.transcript import Sent, Transcript
from trio_sockets.protocol.messages import Parameters


@final
@dataclass(frozen=True, slots=True)
class Move:
    """A guess, and what was said to it.

    :param guess: None if it was no whole number.
    """

    text: str
    guess: int | None
    heard: Heard


@final
@dataclass(frozen=True, slots=True)
class Game:
    """What can be read of a game.

    :param parameters: None if the first message does not tell them.
    """

    parameters: Parameters | None
    moves: tuple[Move, ...]

    @property
    def over(self) -> bool:
        """Whether the server said win or lose."""
        return any(move.heard.kind.is_end for move in self.moves)

    @property
    def secret(self) -> int | None:
        """The number, if the end tells it."""
        for move in self.moves:
            if move.heard.kind is Kind.WIN:
                return move.guess
            if move.heard.kind is Kind.LOSE:
                return move.heard.numbers.get("number")
        return None


def read_game(transcript: Transcript, place: int = 0) -> Game:
    """Read a game back: the first message tells its parameters, each other one answers a guess."""
    dialect = transcript.dialect
    greeting, *replies = transcript.messages(place) or [b""]
    texts = _guesses(transcript, place)
    moves = [
        Move(text, whole_number(text), dialect.understand(reply))
        for text, reply in zip(texts, replies, strict=False)
    ]
    return Game(dialect.greeting(greeting), tuple(moves))


def enough_tries(parameters: Parameters) -> int:
    """Return how many tries bisection needs at most: log2(n + 1), rounded up."""
    return math.ceil(math.log2(parameters.high - parameters.low + 2))


def _guesses(transcript: Transcript, place: int) -> list[str]:
    dialect = transcript.dialect
    conversation = transcript.conversations[place]
    if dialect.sends_lines:
        sent = conversation.sent.split(b"\n")[:-1]
    else:
        sent = [event.data for event in conversation.all(Sent)]
    return [without_command(message.decode(errors="replace"), dialect) for message in sent]


def without_command(message: str, dialect: Dialect) -> str:
    """Return a guess without the words that a dialect puts around it."""
    before, _, after = dialect.guess.partition("{guess}")
    return message.removeprefix(before).removesuffix(after)


def whole_number(text: str) -> int | None:
    """Read a guess; None if it is no whole number."""
    try:
        return int(text)
    except ValueError:
        return None
