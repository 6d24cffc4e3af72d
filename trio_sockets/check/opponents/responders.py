"""The server that a client under test talks to, and the lines that its user types.

All of it is pure: bytes in, bytes out. It sends only what a server of the lab sheet may send.
"""

import re
from collections import deque
from collections.abc import Callable
from typing import Protocol

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.judging.server_game import whole_number, without_command
from trio_sockets.check.opponents.adversary import Adversary
from trio_sockets.protocol.messages import Parameters

HELLO = ("Hello, world", "one more line")
"""The lines that a user types at a client of echo, unless a scenario says otherwise."""

SOME_TIME = "2026-01-31T09:15:30+01:00"
"""An arbitrary time: a client shows whatever time it receives."""

MANY = 20
"""How many messages are read from a client that never stops."""


class Responder(Protocol):
    """What the server sends, and what the client's user types."""

    @property
    def greeting(self) -> bytes:
        """What the server sends first."""

    @property
    def prompt(self) -> bytes:
        """What the server sends after its greeting, before it reads the first message."""

    @property
    def closes(self) -> bool:
        """Whether the server, not the client, closes at the end."""

    @property
    def over(self) -> bool:
        """Whether the conversation is over for the server."""

    def typing(self) -> str | None:
        """Return the next line that the user types; None if there are no more."""

    def answer(self, message: bytes) -> bytes | None:
        """Answer a message given without its terminator; None if it cannot be answered."""


class Opponent:
    """The server of the game: an adversary that first sends the parameters that its greeting tells.

    :param gives_in: see `Adversary`.
    :param typed: the line that a user types for ``{guess}``.
    """

    closes = True

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
        """The parameters, or empty."""
        if Kind.GREETING not in self._dialect.game:
            return b""
        return self._dialect.write(Kind.GREETING, **self._numbers)

    @property
    def prompt(self) -> bytes:
        """The one of the dialect."""
        left = self._adversary.tries
        return self._dialect.prompt(**self._numbers, left=left, used=self._adversary.used)

    @property
    def _numbers(self) -> dict[str, int]:
        told = self._parameters
        return {"low": told.low, "high": told.high, "tries": told.tries}

    @property
    def over(self) -> bool:
        """Whether the game is won or lost."""
        return self._adversary.over

    def typing(self) -> str:
        """Return the middle of the possible numbers: this user plays by bisection."""
        middle = (self._adversary.low + self._adversary.high) // 2
        return self._typed.replace("{guess}", str(middle))

    def answer(self, message: bytes) -> bytes | None:
        """Answer a guess; None if it is not a number, or out of bounds."""
        guess = whole_number(without_command(message.decode(errors="replace"), self._dialect))
        told = self._parameters
        if guess is None or not told.low <= guess <= told.high:
            return None
        answer, self._adversary = self._adversary.answer(guess)
        said = self._dialect.write(answer.kind, **answer.numbers)
        return said if self.over else said + self.prompt


class Replier:
    """The server of a service that sends one reply for each message.

    :param reply: returns the reply to a message.
    :param lines: the lines that the user types; empty if the client sends by itself.
    """

    closes = False

    def __init__(
        self, dialect: Dialect, reply: Callable[[bytes], bytes], lines: tuple[str, ...]
    ) -> None:
        self._dialect = dialect
        self._reply = reply
        self._to_type = deque(lines)
        self._typed = bool(lines)
        self._heard = 0

    @property
    def greeting(self) -> bytes:
        """The one of the dialect."""
        patterns = self._dialect.flow.greeting
        return self._dialect.reply(patterns[0].write({})) if patterns else b""

    @property
    def prompt(self) -> bytes:
        """The one of the dialect."""
        return self._dialect.prompt()

    @property
    def over(self) -> bool:
        """Whether all typed lines are answered, or `MANY` messages have come."""
        return (self._typed and not self._to_type) or self._heard >= MANY

    def typing(self) -> str | None:
        """Return the next typed line."""
        return self._to_type.popleft() if self._to_type else None

    def answer(self, message: bytes) -> bytes:
        """Answer any message."""
        self._heard += 1
        return self._reply(message) + self.prompt


def echoed(message: bytes, dialect: Dialect) -> bytes:
    """Return the reply of the echo service."""
    if dialect.echoes_bytes:
        return message
    return dialect.reply(dialect.replying("echo", message.decode(errors="replace")))


def obeyed(message: bytes, dialect: Dialect) -> bytes:
    """Return the reply of the text service."""
    return dialect.reply(made_of(message.decode(errors="replace"), dialect))


def made_of(text: str, dialect: Dialect) -> str:
    """Return the reply of the text service, without its terminator."""
    if (upper := argument_of(text, dialect.upper)) is not None:
        return dialect.replying("upper", upper.upper())
    if (lower := argument_of(text, dialect.lower)) is not None:
        return dialect.replying("lower", lower.lower())
    if dialect.datenow and text.strip().casefold() == dialect.datenow.casefold():
        return dialect.replying("datenow", SOME_TIME)
    patterns = dialect.text_error
    error = patterns[0].write({"words": "unknown-command"}) if patterns else ""
    return error or "ERR unknown-command"


def commands_to_type(dialect: Dialect) -> tuple[str, ...]:
    """Return the lines that a user types at a client of text, unless a scenario says otherwise."""
    upper = dialect.upper.replace("{text}", "hello there")
    commands = (upper, dialect.lower.replace("{text}", "Good MORNING"), dialect.datenow)
    return tuple(command for command in commands if command)


def argument_of(text: str, command: str) -> str | None:
    """Return the argument of a command; None if the message is another command.

    :param command: as a dialect writes it, with ``{text}``; empty if the dialect lacks it. Case is
        ignored.
    """
    if not command:
        return None
    pattern = re.escape(command).replace(re.escape("{text}"), "(.*)")
    found = re.fullmatch(pattern, text, re.IGNORECASE | re.DOTALL)
    return found[1] if found else None
