"""The profile of each service, for the checks that all services share."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import final

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.harness.opening import begin
from trio_sockets.check.harness.wire import PATIENCE, Wire
from trio_sockets.check.model.expected import AnAnswer, Expected, Something
from trio_sockets.protocol.messages import Parameters
from trio_sockets.words import Words, say

ECHO_SECTION = say("the programs of the Python documentation (echo)")
TEXT_SECTION = say("exercise 1, simple text server")
GAME_SECTION = say("exercise 2, mystery number online")
PARAMETERS_NOTE = say("exercise 2, note: the parameters are sent when the connection is made")


@final
@dataclass(frozen=True, slots=True)
class Exchange:
    """A request without its terminator, and the expected reply."""

    request: str
    expects: Expected


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceProfile:
    """How the checker talks to a service.

    :param service: the name of the service.
    :param section: the section of the lab sheet.
    :param greets: its messages begin with a greeting, which may be empty.
    :param exchange: returns a request and its reply, given a number and the greeting. Another
        number gives another request.
    :param accented: a request with a letter that takes two bytes, and its reply.
    :param in_a_row: returns how many requests one conversation can have, given the greeting.
    :param first: the id of the check that a client can begin.
    :param basis: the id of the check that these exchanges work.
    :param accents: the id of the check that the accented exchange works if it arrives whole.
    :param ends: the id of the check that a conversation can be held to its end.
    :param errors: the id of the check that a wrong message does not end the conversation.
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
        """Send a client's first messages, and read the server's greeting, if the dialect has them.

        :param within: seconds to wait for each message.
        :returns: the greeting of the game, which may be empty.
        """
        return await begin(wire, within=within)

    def exchanges(self, dialect: Dialect, greeting: bytes, count: int) -> list[Exchange]:
        """Return this many exchanges, from number 0 on."""
        return [self.exchange(dialect, number, greeting) for number in range(count)]

    @property
    def skip(self) -> int:
        """How many messages precede the first reply."""
        return int(self.greets)


IN_A_ROW = 20
"""The number of requests in a conversation without a limit."""


def _echo(dialect: Dialect, number: int, _greeting: bytes) -> Exchange:
    return Exchange(f"hello {number}", dialect.replying("echo", f"hello {number}").encode())


def text_exchange(dialect: Dialect, text: str) -> Exchange:
    """Return a request with one of the commands of a class's text service.

    :param text: the argument in lower case.
    """
    if dialect.upper:
        reply = dialect.replying("upper", text.upper())
        return Exchange(dialect.command("upper", text), reply.encode())
    if dialect.lower:
        reply = dialect.replying("lower", text)
        return Exchange(dialect.command("lower", text.upper()), reply.encode())
    return Exchange(dialect.datenow, Something())


def _text(dialect: Dialect, number: int, _greeting: bytes) -> Exchange:
    return text_exchange(dialect, f"word {number}")


def _game(dialect: Dialect, number: int, greeting: bytes) -> Exchange:
    game = dialect.greeting(greeting) or Parameters(1, 100, 7)
    span = game.high - game.low + 1
    # From the middle half: another check tests whether the bounds can be guessed.
    guess = game.low + span // 4 + number % max(1, span // 2)
    return Exchange(dialect.guess.replace("{guess}", str(guess)), AnAnswer())


def _tries(dialect: Dialect, greeting: bytes) -> int:
    game = dialect.greeting(greeting)
    if game is None:
        return 1
    return game.tries if dialect.limits_tries else IN_A_ROW


ECHO = ServiceProfile(
    service="echo",
    section=ECHO_SECTION,
    greets=False,
    exchange=_echo,
    accented=lambda dialect: Exchange("café", dialect.replying("echo", "café").encode()),
    in_a_row=lambda _dialect, _greeting: IN_A_ROW,
    first="echo.01",
    basis="echo.01",
    accents="echo.02",
    ends="echo.04",
    errors="echo.01",
)
TEXT = ServiceProfile(
    service="text",
    section=TEXT_SECTION,
    greets=False,
    exchange=_text,
    accented=lambda dialect: text_exchange(dialect, "café"),
    in_a_row=lambda _dialect, _greeting: IN_A_ROW,
    first="tcp.01",
    basis="text.01",
    accents="text.04",
    ends="text.01",
    errors="text.09",
)


def text_profile(dialect: Dialect) -> ServiceProfile:
    """Return the profile of a text service: its first command shows that requests work."""
    if dialect.upper:
        return TEXT
    if dialect.lower:
        return replace(TEXT, basis="text.02", accents="text.05", ends="text.02")
    return replace(TEXT, basis="text.10", accents="text.10", ends="text.10")


GAME = ServiceProfile(
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
