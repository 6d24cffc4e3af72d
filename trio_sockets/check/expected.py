"""What a reply has to be, where it is not simply certain bytes."""

from dataclasses import dataclass
from typing import TypeAlias, assert_never, final

from trio_sockets.check.dialect import Dialect
from trio_sockets.check.words import Words, say


@final
@dataclass(frozen=True, slots=True)
class AnError:
    """The text service says that something is wrong, as the dialect writes it."""


@final
@dataclass(frozen=True, slots=True)
class AnAnswer:
    """The game answers a guess: a hint, or the end."""


@final
@dataclass(frozen=True, slots=True)
class Something:
    """Any reply, as long as there is one."""


Expected: TypeAlias = bytes | AnError | AnAnswer | Something
"""A message, without what ends it; or what it has to be."""


def fits(expected: Expected, message: bytes, dialect: Dialect) -> bool:
    """Whether a message is what was expected."""
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
    """Return the bytes, or say what they would be."""
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
