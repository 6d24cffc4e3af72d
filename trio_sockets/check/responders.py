"""The server's side of a conversation with a client under test, and the person who types at it.

All of it is pure: bytes in, bytes out. No client is told what a server of the sheet would not say.
"""

import re
from collections import deque
from collections.abc import Callable
from typing import Protocol

from trio_sockets.check.adversary import Adversary
from trio_sockets.check.dialect import Dialect, Kind
from trio_sockets.check.moves import whole_number, without_command
from trio_sockets.protocol.messages import Parameters

HELLO = ("Hello, world", "one more line")
"""What a person types at a client of echo, if no scenario says otherwise."""

SOME_TIME = "2026-01-31T09:15:30+01:00"
"""A time as good as any: a client shows what it is told."""

MANY = 20
"""Messages after which a client that never stops has been heard long enough."""


class Responder(Protocol):
    """What a server says, and what a person who uses the client would type."""

    @property
    def greeting(self) -> bytes:
        """What it says first."""

    @property
    def over(self) -> bool:
        """Whether the conversation is over, as far as the server is concerned."""

    def typing(self) -> str | None:
        """Return what the person types next; None if that is all."""

    def answer(self, message: bytes) -> bytes | None:
        """Answer a message, without what ends it; None if it cannot be answered."""


class Opponent:
    """The game's side: an adversary that tells its parameters first.

    :param gives_in: see `Adversary`.
    :param typed: how a person types ``{guess}``.
    """

    def __init__(
        self,
        dialect: Dialect,
        parameters: Parameters,
        *,
        gives_in: int | None = None,
        typed: str = "{guess}",
    ) -> None:
        self._dialect = dialect
        self._typed = typed
        self._parameters = parameters
        self._adversary = Adversary.of(parameters, gives_in=gives_in)

    @property
    def greeting(self) -> bytes:
        """The parameters."""
        told = self._parameters
        return write(self._dialect, Kind.GREETING, low=told.low, high=told.high, tries=told.tries)

    @property
    def over(self) -> bool:
        """Whether it said win or lose."""
        return self._adversary.over

    def typing(self) -> str:
        """Return the middle of what is left: this person knows how to play."""
        middle = (self._adversary.low + self._adversary.high) // 2
        return self._typed.replace("{guess}", str(middle))

    def answer(self, message: bytes) -> bytes | None:
        """Answer a guess; None if it is none, or out of bounds."""
        guess = whole_number(without_command(message.decode(errors="replace"), self._dialect))
        told = self._parameters
        if guess is None or not told.low <= guess <= told.high:
            return None
        answer, self._adversary = self._adversary.answer(guess)
        return write(self._dialect, answer.kind, **answer.numbers)


class Replier:
    """A service's side that answers each message, and says nothing else.

    :param reply: makes the answer.
    :param lines: what a person types; none if the client sends by itself.
    """

    greeting = b""

    def __init__(self, reply: Callable[[bytes], bytes], lines: tuple[str, ...]) -> None:
        self._reply = reply
        self._to_type = deque(lines)
        self._typed = bool(lines)
        self._heard = 0

    @property
    def over(self) -> bool:
        """Whether all that is typed has been answered, or enough was heard."""
        return (self._typed and not self._to_type) or self._heard >= MANY

    def typing(self) -> str | None:
        """Return the next line."""
        return self._to_type.popleft() if self._to_type else None

    def answer(self, message: bytes) -> bytes:
        """Answer anything."""
        self._heard += 1
        return self._reply(message)


def echoed(message: bytes) -> bytes:
    """Return what the echo service answers."""
    return message


def obeyed(message: bytes, dialect: Dialect) -> bytes:
    """Return what the text service answers."""
    text = message.decode(errors="replace")
    if (upper := argument_of(text, dialect.upper)) is not None:
        return dialect.reply(upper.upper())
    if (lower := argument_of(text, dialect.lower)) is not None:
        return dialect.reply(lower.lower())
    if text.strip().casefold() == dialect.datenow.casefold():
        return dialect.reply(SOME_TIME)
    patterns = dialect.text_error
    error = patterns[0].write({"words": "unknown-command"}) if patterns else ""
    return dialect.reply(error or "ERR unknown-command")


def commands_to_type(dialect: Dialect) -> tuple[str, ...]:
    """Return what a person types at a client of text, if no scenario says otherwise."""
    upper = dialect.upper.replace("{text}", "hello there")
    return upper, dialect.lower.replace("{text}", "Good MORNING"), dialect.datenow


def argument_of(text: str, command: str) -> str | None:
    """Return the text that a command was given; None if it is another command.

    :param command: as a dialect writes it, with ``{text}``. Capitals make no difference.
    """
    pattern = re.escape(command).replace(re.escape("{text}"), "(.*)")
    found = re.fullmatch(pattern, text, re.IGNORECASE | re.DOTALL)
    return found[1] if found else None


def write(dialect: Dialect, kind: Kind, **values: object) -> bytes:
    """Return a message of the game's server, as the dialect writes it first."""
    return dialect.reply(dialect.game[kind][0].write(values))
