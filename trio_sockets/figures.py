"""Numbers as a reader's language writes them: 1.2 and 9,412, or 1,2 and 9 412."""

from dataclasses import dataclass
from typing import final

from trio_sockets.words import Translate, Words, decimal, in_english, say


@final
@dataclass(frozen=True, slots=True)
class DecimalFigure:
    """A number with so many digits behind its point."""

    value: float
    digits: int

    def read(self, translate: Translate = in_english) -> str:
        """Return it in the reader's language."""
        return decimal(f"{self.value:.{self.digits}f}", translate)


DECIMAL = say("{whole}.{part}")
"""What `decimal` translates, named here for Babel to find."""


@final
@dataclass(frozen=True, slots=True)
class ShortFigure:
    """A number with as many digits as it needs, six at most."""

    value: float

    def read(self, translate: Translate = in_english) -> str:
        """Return it in the reader's language."""
        return decimal(f"{self.value:g}", translate)


@final
@dataclass(frozen=True, slots=True)
class GroupedFigure:
    """A whole number, its digits in groups of three."""

    value: int

    def read(self, translate: Translate = in_english) -> str:
        """Return it in the reader's language."""
        text, *groups = f"{self.value:,}".split(",")
        for group in groups:
            text = say("{thousands},{rest}", thousands=text, rest=group).read(translate)
        return text


@final
@dataclass(frozen=True, slots=True)
class Counted:
    """A number of things. Which of the sentences is right depends on the language.

    :param number: of the things.
    :param one: said where the language has its singular: in English of 1, in French of 0 too.
    :param many: said of other numbers.
    """

    number: int
    one: Words
    many: Words

    def read(self, translate: Translate = in_english) -> str:
        """Return the sentence in the reader's language."""
        # The rule of the catalogue, as ngettext() has it: `translate` is a method of the catalogue.
        rule = getattr(getattr(translate, "__self__", None), "plural", _in_english)
        return (self.many if rule(self.number) else self.one).read(translate)


def _in_english(number: int) -> bool:
    return number != 1
