"""How each service is spoken to, for the checks that are the same for all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

from trio_sockets.check.dialect import Dialect
from trio_sockets.check.expected import AnAnswer, Expected, Something
from trio_sockets.check.wire import Wire
from trio_sockets.check.words import Words, say

ECHO_SECTION = say("the programs of the Python documentation (echo)")
TEXT_SECTION = say("exercise 1, simple text server")
GAME_SECTION = say("exercise 2, mystery number online")


@final
@dataclass(frozen=True, slots=True)
class Exchange:
    """A request, without what ends it, and the reply it must earn."""

    request: str
    expects: Expected


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """How a service is spoken to.

    :param service: its name.
    :param section: of the sheet.
    :param greets: the server speaks first.
    :param exchange: gives a request and its reply, by a number and by what the server said first:
        another number, another request.
    :param accented: a request with a letter of two bytes, and its reply.
    """

    service: str
    section: Words
    greets: bool
    exchange: Callable[[Dialect, int, bytes], Exchange]
    accented: Callable[[Dialect], Exchange]

    async def begin(self, wire: Wire) -> bytes:
        """Hear what the server says first, if it does."""
        return await wire.read_message() if self.greets else b""

    @property
    def skip(self) -> int:
        """How many messages come before the first reply."""
        return int(self.greets)


def _echo(_dialect: Dialect, number: int, _greeting: bytes) -> Exchange:
    return Exchange(f"hello {number}", f"hello {number}".encode())


def _text(dialect: Dialect, number: int, _greeting: bytes) -> Exchange:
    word = f"word {number}"
    return Exchange(dialect.upper.replace("{text}", word), word.upper().encode())


def _game(dialect: Dialect, number: int, greeting: bytes) -> Exchange:
    parameters = dialect.greeting(greeting)
    low, high = (parameters.low, parameters.high) if parameters else (1, 100)
    guess = low + number % (high - low + 1)
    return Exchange(dialect.guess.replace("{guess}", str(guess)), AnAnswer())


ECHO = Talk(
    service="echo",
    section=ECHO_SECTION,
    greets=False,
    exchange=_echo,
    accented=lambda _dialect: Exchange("café", "café".encode()),
)
TEXT = Talk(
    service="text",
    section=TEXT_SECTION,
    greets=False,
    exchange=_text,
    accented=lambda dialect: Exchange(dialect.upper.replace("{text}", "café"), "CAFÉ".encode()),
)
GAME = Talk(
    service="game",
    section=GAME_SECTION,
    greets=True,
    exchange=_game,
    accented=lambda dialect: Exchange(dialect.guess.replace("{guess}", "é"), Something()),
)
TALKS = {talk.service: talk for talk in (ECHO, TEXT, GAME)}
