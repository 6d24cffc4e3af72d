"""Reads a client's game from a transcript: its guesses, and the answers that it got."""

from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import final

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.dialect.reader import MessageReader
from trio_sockets.check.judging.possible import Possible
from trio_sockets.check.judging.server_game import whole_number, without_command
from trio_sockets.check.model.transcript import Conversation, Sent, Transcript
from trio_sockets.protocol.messages import Parameters


@final
@dataclass(frozen=True, slots=True)
class Turn:
    """A guess and its answer.

    :param raw: the guess as the client sent it, without its terminator.
    :param guess: None if it is not a whole number.
    :param answer: None if the guess was not answered.
    """

    raw: bytes
    guess: int | None
    answer: Kind | None

    @property
    def is_last(self) -> bool:
        """Whether this guess won or lost the game."""
        return self.answer is not None and self.answer.is_end


@final
@dataclass(frozen=True, slots=True)
class Play:
    """A client's game.

    :param parameters: None if the greeting did not tell all of them.
    """

    parameters: Parameters | None
    turns: tuple[Turn, ...]

    @property
    def end(self) -> Kind | None:
        """Win or lose; None if the game was not finished."""
        return next((turn.answer for turn in self.turns if turn.is_last), None)

    @property
    def beyond(self) -> tuple[Turn, ...]:
        """The guesses that were sent after the end."""
        ends = (place for place, turn in enumerate(self.turns) if turn.is_last)
        return self.turns[next(ends, len(self.turns)) + 1 :]


@final
@dataclass(frozen=True, slots=True)
class Impossible:
    """A guess that a hint had ruled out.

    :param number: the number of the try, counted from 1.
    :param low: the smallest number that was still possible.
    :param high: the largest number that was still possible.
    :param because: the earlier guess whose hint ruled it out.
    """

    number: int
    turn: Turn
    low: int
    high: int
    because: Turn


def client_messages(transcript: Transcript, place: int = 0) -> list[bytes]:
    """Return the messages of a client, without those of `first_messages`.

    If a client never sends a newline, each message is what it sent between two answers. If each
    message has its own connection, all connections are read.
    """
    flow = transcript.dialect.flow
    places = range(len(transcript.conversations)) if flow.one_message else [place]
    return [
        message for each in places for message in _all_messages(transcript, each)[len(flow.first) :]
    ]


def first_messages(transcript: Transcript, place: int = 0) -> list[bytes]:
    """Return what a client sends before its first request: a name, a login, a choice."""
    return _all_messages(transcript, place)[: len(transcript.dialect.flow.first)]


def _all_messages(transcript: Transcript, place: int) -> list[bytes]:
    conversation = transcript.conversations[place]
    framing = transcript.dialect.sends
    if framing is Framing.LINE and b"\n" not in conversation.received:
        framing = Framing.NOTHING
    return conversation.fed_to(MessageReader(framing)).finish()


def said_before(transcript: Transcript, place: int = 0) -> bytes:
    """Return what a client sent before it got the greeting, without its first messages."""
    conversation = transcript.conversations[place]
    reader = transcript.dialect.reader()
    until = len(conversation.events)
    for number, event in enumerate(conversation.events):
        if isinstance(event, Sent):
            reader.receive_data(event.data)
            reader.silence()
        if reader.next_message() is not None:
            until = number
            break
    early = Conversation(conversation.events[:until])
    if not transcript.dialect.flow.first:
        return early.received
    messages = client_messages(replace(transcript, conversations=(early,)))
    return b"".join(map(transcript.dialect.request, messages))


def read_play(transcript: Transcript, place: int = 0) -> Play:
    """Read a game: the greeting tells its parameters, each other message answers a guess."""
    dialect = transcript.dialect
    greeting, *answers = _said(transcript, place) or [b""]
    turns = (
        _turn(raw, answer, dialect)
        for raw, answer in zip_longest(client_messages(transcript, place), answers)
        if raw is not None
    )
    return Play(dialect.greeting(greeting), tuple(turns))


def first_impossible(play: Play) -> Impossible | None:
    """Return the first guess that a hint had already ruled out; None if all were possible."""
    if play.parameters is None:
        return None
    low, high = play.parameters.low, play.parameters.high
    below: Turn | None = None  # the guesses that set these bounds
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


def still_possible(play: Play) -> int:
    """Return how many numbers are still possible after all hints."""
    if play.parameters is None:
        return 0
    possible = Possible(play.parameters.low, play.parameters.high)
    for turn in play.turns:
        if turn.answer is not None and turn.guess is not None:
            possible.narrow(turn.guess, turn.answer)
    return possible.count


def _said(transcript: Transcript, place: int) -> list[bytes]:
    """Return the complete messages of the checker, without ignored ones."""
    reader = transcript.conversations[place].said_to(transcript.dialect.reader())
    reader.silence()
    return list(iter(reader.next_message, None))


def _turn(raw: bytes, answer: bytes | None, dialect: Dialect) -> Turn:
    kind = None if answer is None else dialect.understand(answer).kind
    text = without_command(raw.decode(errors="replace"), dialect)
    return Turn(raw, whole_number(text), kind)
