"""A server's game as it was played, guess by guess."""

from dataclasses import dataclass
from typing import final

from trio_sockets.check.dialect.kinds import Heard, Kind
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
