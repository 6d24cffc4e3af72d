"""Patterns of one kind of message: they read such messages, and write them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, final

from trio_sockets.protocol.messages import MAX_DIGITS

_ESCAPED_SPACE = re.escape(" ")
_FIELD = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(rf"(?<![\w.])[+-]?[0-9]{{1,{MAX_DIGITS}}}(?![\w.]*\d)")
_EXAMPLE: Mapping[str, object] = {
    "low": 1,
    "high": 100,
    "tries": 7,
    "left": 6,
    "used": 3,
    "number": 63,
    "words": "...",
}
_NOT = re.compile(
    r"(?:n't|\b(?:not|never|pas|jamais))(?:\s+(?:yet|quite|the|encore|tout a fait|le|la))?\s+$"
)
"""Negations before a word, without capitals and accents."""

_NOT_LONGEST = 40
"""How many characters of a message are read, as a long one may hold a word a thousand times."""

_FREE = "words"
"""The field that stands for any text, even none."""


@final
@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading a message by a pattern.

    :param numbers: the message's numbers, by their names.
    :param certain: how many characters of the message the pattern fixes: the more, the better.
    """

    numbers: Mapping[str, int]
    certain: int


@final
@dataclass(frozen=True, slots=True)
class Template:
    """A whole message with ``{fields}`` in it, such as ``HIGHER {left}``.

    ``{words}`` stands for any text, even none; every other field stands for a whole number.
    """

    text: str

    @property
    def fields(self) -> frozenset[str]:
        """The names of its numbers."""
        return frozenset(_FIELD.findall(self.text)) - {_FREE}

    @property
    def expression(self) -> str:
        """The regular expression of such a message, with a named group for each number."""
        parts = _FIELD.split(self.text.strip())
        pattern = re.escape(parts[0])
        for name, text in zip(parts[1::2], parts[2::2], strict=True):
            if name != _FREE:
                pattern += rf"(?P<{name}>[+-]?[0-9]{{1,{MAX_DIGITS}}})"
            elif pattern.endswith(_ESCAPED_SPACE):  # which is left out, too, if the words are empty
                pattern = pattern.removesuffix(_ESCAPED_SPACE) + r"(?:\s.*)?"
            else:
                pattern += ".*"
            pattern += re.escape(text)
        return pattern

    def read(self, message: str) -> Reading | None:
        """Read a message; None if the pattern does not fit."""
        found = re.fullmatch(self.expression, message.strip(), re.DOTALL)
        if found is None:
            return None
        numbers = {name: int(digits) for name, digits in found.groupdict().items()}
        return Reading(numbers, len(message))

    def write(self, values: Mapping[str, object]) -> str:
        """Return the message with these values, without spaces around it."""
        return self.fill(values).strip()

    def fill(self, values: Mapping[str, object]) -> str:
        """Return the message with the spaces around it: a prompt often ends in a space."""
        return _FIELD.sub(lambda field: str(values.get(field[1], "")), self.text)

    def examples(self) -> list[str]:
        """Return example messages that it must read."""
        return [self.write(_EXAMPLE)]


@final
@dataclass(frozen=True, slots=True)
class FreeText:
    """A message that a person wrote freely: recognised by words anywhere in it.

    Case and accents are ignored. A word directly after "not" or "pas" does not count.

    :param words: the message must hold one of these. If empty, any message with enough numbers
        fits.
    :param numbers: the names of its numbers, in order.
    :param but: the message must hold none of these.
    """

    words: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    but: tuple[str, ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        """The names of its numbers."""
        return frozenset(self.numbers)

    def read(self, message: str) -> Reading | None:
        """Read a message; None if the pattern does not fit."""
        plain = _plain(message)
        found = [len(words) for words in map(_plain, self.words) if _has(plain, words)]
        numbers = [int(digits) for digits in _NUMBER.findall(message)]
        if any(_has(plain, words) for words in map(_plain, self.but)):
            return None
        if (self.words and not found) or len(numbers) < len(self.numbers):
            return None
        return Reading(dict(zip(self.numbers, numbers, strict=False)), max(found, default=0))

    def write(self, values: Mapping[str, object]) -> str:
        """Return an example of such a message."""
        numbers = " ".join(str(values.get(name, "")) for name in self.numbers)
        return f"{self.words[0] if self.words else ''} {numbers}".strip()

    def examples(self) -> list[str]:
        """Return example messages that it must read, one for each of its words."""
        numbers = " ".join(str(_EXAMPLE[name]) for name in self.numbers)
        return [f"{words} {numbers}".strip() for words in self.words or ("",)]


Pattern: TypeAlias = Template | FreeText


def read_any(patterns: tuple[Pattern, ...], message: str) -> Reading | None:
    """Read a message by the first pattern that fits; None if none fits."""
    readings = (pattern.read(message) for pattern in patterns)
    return next((reading for reading in readings if reading is not None), None)


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))  # noqa: RUF001 - French
    return "".join(character for character in apart if not unicodedata.combining(character))


def _has(text: str, words: str) -> bool:
    places = re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    return any(not _is_denied(text, place.start()) for place in places)


def _is_denied(text: str, start: int) -> bool:
    return _NOT.search(text, max(0, start - _NOT_LONGEST), start) is not None
