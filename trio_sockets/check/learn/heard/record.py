"""The record of a conversation: the learner's messages, and the program's turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from trio_sockets.check.dialect.framing import Framing

NAME = "trio"
"""The learner's name, if a program asks for one; the checker in dialects has the same name."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """One message to a program.

    :param guess: the number that it guesses; None if it is not a number.
    :param is_first: whether it comes before the game: a name, a choice from a menu.
    :param is_bad: whether it is not a guess, or certainly out of bounds.
    :param argument: the string that a command of the text service takes; empty if it takes none.
    """

    text: str
    guess: int | None = None
    is_first: bool = False
    is_bad: bool = False
    argument: str = ""


@final
@dataclass(frozen=True, slots=True)
class PlayedTurn:
    """What a program sent after one message, until it sent no more.

    :param said: the message; None at the beginning of a conversation.
    :param ended: whether the program then closed the connection.
    """

    said: Say | None
    heard: bytes
    ended: bool = False

    @property
    def text(self) -> str:
        """The program's bytes as text."""
        return self.heard.decode(errors="replace")


@final
@dataclass(frozen=True, slots=True)
class PlayedTalk:
    """One conversation, from its beginning: a game, or requests to a text server.

    :param sends: the framing of the messages to the program.
    :param exit_code: the exit code of a client that ended with it; None if it did not end.
    """

    sends: Framing
    turns: tuple[PlayedTurn, ...]
    exit_code: int | None = None

    @property
    def before(self) -> Sequence[PlayedTurn]:
        """The turns before the first guess or request."""
        return [turn for turn in self.turns if turn.said is None or turn.said.is_first]

    @property
    def replies(self) -> Sequence[PlayedTurn]:
        """The turns after guesses or requests, or after messages in their place."""
        return [turn for turn in self.turns if turn.said is not None and not turn.said.is_first]
