"""Expected replies: exact bytes, or a kind of reply."""

from dataclasses import dataclass
from typing import TypeAlias, assert_never, final

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.words import Words, say


@final
@dataclass(frozen=True, slots=True)
class AnError:
    """An error of the text service, as the dialect writes it."""


@final
@dataclass(frozen=True, slots=True)
class AnAnswer:
    """The game's answer to a guess: a hint, or the end."""


@final
@dataclass(frozen=True, slots=True)
class Something:
    """Any reply."""


Expected: TypeAlias = bytes | AnError | AnAnswer | Something
"""An exact message, without its terminator; or a kind of message."""


def fits(expected: Expected, message: bytes, dialect: Dialect) -> bool:
    """Tell whether a message is as expected."""
    match expected:
        case bytes():
            return message == expected
        case AnError():
            return dialect.is_text_error(message)
        case AnAnswer():
            heard = dialect.understand(message).kind
            return heard.is_hint or heard.is_end
        case Something():
            return True
        case _:
            assert_never(expected)


def describe(expected: Expected) -> bytes | Words:
    """Return the expected bytes, or describe them."""
    match expected:
        case bytes():
            return expected
        case AnError():
            return say("an error message, and the conversation goes on")
        case AnAnswer():
            return say("higher, lower, or the end of the game")
        case Something():
            return say("a reply")
        case _:
            assert_never(expected)
