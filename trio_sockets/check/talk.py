"""How each service is spoken to, for the checks that are the same for all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

from trio_sockets.check.dialect import Dialect
from trio_sockets.check.expected import AnAnswer, Expected, Something
from trio_sockets.check.wire import PATIENCE, Wire
from trio_sockets.check.words import Words, say
from trio_sockets.protocol.messages import Parameters

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
    :param in_a_row: how many requests one conversation can have, by what the server said first.
    :param first: id of the check that shows that a client can begin.
    :param basis: id of the check that shows that these exchanges work.
    :param accents: id of the check that shows that the accented one does, where it comes whole.
    :param ends: id of the check that shows that a conversation can be had to its end.
    :param errors: id of the check that shows that a wrong message does not end the conversation.
    """

    service: str
    section: Words
    greets: bool
    exchange: Callable[[Dialect, int, bytes], Exchange]
    accented: Callable[[Dialect], Exchange]
    in_a_row: Callable[[Dialect, bytes], int]
    first: str
    basis: str
    accents: str
    ends: str
    errors: str

    async def begin(self, wire: Wire, *, within: float = PATIENCE) -> bytes:
        """Hear what the server says first, if it does.

        :param within: seconds to wait for it.
        """
        return await wire.read_message(within=within) if self.greets else b""

    def exchanges(self, dialect: Dialect, greeting: bytes, count: int) -> list[Exchange]:
        """Return so many, from number 0 on."""
        return [self.exchange(dialect, number, greeting) for number in range(count)]

    @property
    def skip(self) -> int:
        """How many messages come before the first reply."""
        return int(self.greets)


IN_A_ROW = 20
"""Requests in one conversation, where nothing limits them."""


def _echo(_dialect: Dialect, number: int, _greeting: bytes) -> Exchange:
    return Exchange(f"hello {number}", f"hello {number}".encode())


def _text(dialect: Dialect, number: int, _greeting: bytes) -> Exchange:
    word = f"word {number}"
    return Exchange(dialect.command("upper", word), word.upper().encode())


def _game(dialect: Dialect, number: int, greeting: bytes) -> Exchange:
    game = dialect.greeting(greeting) or Parameters(1, 100, 7)
    span = game.high - game.low + 1
    # From the middle half: whether the bounds can be guessed is for a check of its own.
    guess = game.low + span // 4 + number % max(1, span // 2)
    return Exchange(dialect.guess.replace("{guess}", str(guess)), AnAnswer())


def _tries(dialect: Dialect, greeting: bytes) -> int:
    game = dialect.greeting(greeting)
    return game.tries if game else 1


ECHO = Talk(
    service="echo",
    section=ECHO_SECTION,
    greets=False,
    exchange=_echo,
    accented=lambda _dialect: Exchange("café", "café".encode()),
    in_a_row=lambda _dialect, _greeting: IN_A_ROW,
    first="echo.01",
    basis="echo.01",
    accents="echo.02",
    ends="echo.04",
    errors="echo.01",
)
TEXT = Talk(
    service="text",
    section=TEXT_SECTION,
    greets=False,
    exchange=_text,
    accented=lambda dialect: Exchange(dialect.command("upper", "café"), "CAFÉ".encode()),
    in_a_row=lambda _dialect, _greeting: IN_A_ROW,
    first="tcp.01",
    basis="text.01",
    accents="text.04",
    ends="text.01",
    errors="text.09",
)
GAME = Talk(
    service="game",
    section=GAME_SECTION,
    greets=True,
    exchange=_game,
    accented=lambda dialect: Exchange(dialect.guess.replace("{guess}", "é"), Something()),
    in_a_row=_tries,
    first="game.01",
    basis="game.01",
    accents="game.11",
    ends="game.05",
    errors="game.11",
)
