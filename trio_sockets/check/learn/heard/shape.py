"""The shape of a line: its text without its numbers, so that the same message is recognised."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import final

_NUMBER = r"(?<!\w)[+-]?\d+|\d+"

_CODE = re.compile(r"[+-]?\d")
"""A line with only one digit is a code, such as -1, 0 or 1, and not a number in a text."""


@final
@dataclass(frozen=True, slots=True)
class Shape:
    """The text around the slots of a line.

    :param parts: the texts before, between and after the slots.
    """

    parts: tuple[str, ...]

    @property
    def slots(self) -> int:
        """The number of slots."""
        return len(self.parts) - 1

    @property
    def letters(self) -> int:
        """The number of letters in the text."""
        return sum(character.isalpha() for part in self.parts for character in part)

    def fill(self, values: Sequence[str]) -> str:
        """Return the line with these values in its slots."""
        pairs = zip(self.parts[1:], values, strict=True)
        return self.parts[0] + "".join(value + part for part, value in pairs)


@final
@dataclass(frozen=True, slots=True)
class ShapedLine:
    """One line of a program.

    :param values: the values in the slots of its shape.
    """

    shape: Shape
    values: tuple[str, ...]

    @property
    def text(self) -> str:
        """The line as the program sent it."""
        return self.shape.fill(self.values)


def line_of(text: str, echoes: Iterable[str] = ()) -> ShapedLine:
    """Split a line into its shape and the values of its slots.

    :param echoes: words of the learner that the program may repeat, such as a name. Each is a slot.
    """
    words = "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in echoes if word.strip())
    slots = re.compile(f"{words}|{_NUMBER}" if words else _NUMBER)
    text = text.strip()
    if _CODE.fullmatch(text):
        return ShapedLine(Shape((text,)), ())
    return ShapedLine(Shape(tuple(slots.split(text))), tuple(slots.findall(text)))
