"""Numbers as a reader's language writes them: 1.2 and 9,412, or 1,2 and 9 412."""

from dataclasses import dataclass
from typing import final

from trio_sockets.words import Translate, in_english, say


@final
@dataclass(frozen=True, slots=True)
class DecimalFigure:
    """A number with so many digits behind its point."""

    value: float
    digits: int

    def read(self, translate: Translate = in_english) -> str:
        """Return it in the reader's language."""
        whole, _, part = f"{self.value:.{self.digits}f}".partition(".")
        return say("{whole}.{part}", whole=whole, part=part).read(translate) if part else whole


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
