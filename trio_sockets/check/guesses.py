"""A game read back from the transcript of a client's check: what it made of what it heard."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import final

from trio_sockets.check.dialect import Dialect, Kind
from trio_sockets.check.moves import whole_number, without_command
from trio_sockets.check.transcript import Conversation, Sent, Transcript
from trio_sockets.protocol.messages import Parameters


@final
@dataclass(frozen=True, slots=True)
class Turn:
    """A guess, and what was said to it.

    :param raw: as the client sent it, without what ends it.
    :param guess: None if it is no whole number.
    :param answer: None if there was none.
    """

    raw: bytes
    guess: int | None
    answer: Kind | None

    @property
    def is_last(self) -> bool:
        """Whether the game was won or lost by it."""
        return self.answer is not None and self.answer.is_end


@final
@dataclass(frozen=True, slots=True)
class Play:
    """What can be read of a game.

    :param parameters: None if they were not told, or not wholly.
    """

    parameters: Parameters | None
    turns: tuple[Turn, ...]

    @property
    def end(self) -> Kind | None:
        """Win or lose; None if it did not come to that."""
        return next((turn.answer for turn in self.turns if turn.is_last), None)

    @property
    def beyond(self) -> tuple[Turn, ...]:
        """What was sent after the end."""
        ends = (place for place, turn in enumerate(self.turns) if turn.is_last)
        return self.turns[next(ends, len(self.turns)) + 1 :]


@final
@dataclass(frozen=True, slots=True)
class Impossible:
    """A guess that a hint had ruled out.

    :param number: of the try, counted from 1.
    :param low: the least number that was still possible.
    :param high: the greatest one.
    :param because: the earlier guess whose hint ruled it out.
    """

    number: int
    turn: Turn
    low: int
    high: int
    because: Turn


def client_messages(transcript: Transcript, place: int = 0) -> list[bytes]:
    """Return what a client sent, cut into messages.

    Those of a client that never sends a newline are what came between two answers.
    """
    conversation = transcript.conversations[place]
    lines = transcript.dialect.sends_lines and b"\n" in conversation.received
    return conversation.messages(lines=lines)


def said_before(conversation: Conversation) -> bytes:
    """Return what a client sent before the checker had said anything."""
    early = b""
    for event in conversation.events:
        if isinstance(event, Sent):
            break
        early += getattr(event, "data", b"")
    return early


def read_play(transcript: Transcript, place: int = 0) -> Play:
    """Read a game back: what is said first tells its parameters, the rest answers guesses."""
    dialect = transcript.dialect
    greeting, *answers = _said(transcript.conversations[place], dialect) or [b""]
    turns = (
        _turn(raw, answer, dialect)
        for raw, answer in zip_longest(client_messages(transcript, place), answers)
        if raw is not None
    )
    return Play(dialect.greeting(greeting), tuple(turns))


def first_impossible(play: Play) -> Impossible | None:
    """Return the first guess that a hint had ruled out; None if there is none."""
    if play.parameters is None:
        return None
    low, high = play.parameters.low, play.parameters.high
    below: Turn | None = None  # the guesses to which these bounds are owed
    above: Turn | None = None
    for number, turn in enumerate(play.turns, 1):
        guess = turn.guess
        if guess is None:
            continue
        because = below if guess < low else above if guess > high else None
        if because is not None:
            return Impossible(number, turn, low, high, because)
        if turn.answer is Kind.HIGHER and guess >= low:
            low, below = guess + 1, turn
        elif turn.answer is Kind.LOWER and guess <= high:
            high, above = guess - 1, turn
    return None


def _said(conversation: Conversation, dialect: Dialect) -> list[bytes]:
    """Return what the checker said, cut into messages."""
    if not dialect.replies_in_lines:
        return [event.data for event in conversation.all(Sent)]
    *lines, _ = conversation.sent.split(b"\n")
    return [line.removesuffix(b"\r") for line in lines]


def _turn(raw: bytes, answer: bytes | None, dialect: Dialect) -> Turn:
    kind = None if answer is None else dialect.understand(answer).kind
    text = without_command(raw.decode(errors="replace"), dialect)
    return Turn(raw, whole_number(text), kind)
