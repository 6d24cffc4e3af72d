"""Decides whether other words may bring a program to run: nobody has said which it takes."""

import re
from dataclasses import dataclass
from typing import final

from trio_sockets.check.text.telling_line import telling_line

_ABOUT_WORDS = re.compile(r"usage|argument|option|param|argv|uso|invalid", re.IGNORECASE)


@final
@dataclass(frozen=True, slots=True)
class EndedEarly:
    """A program that ended before it listened or connected.

    :param output: the end of what it printed.
    """

    output: bytes

    @property
    def line(self) -> str:
        """The line of its output that tells why."""
        return telling_line(self.output.decode(errors="replace"))


def depends_on_words(first: EndedEarly, second: EndedEarly) -> bool:
    """Tell whether a program may do better with yet other words than those of two trials.

    It fails alike whatever it is told if its source is wrong, or a port is taken.
    """
    return first.line != second.line or not first.line or bool(_ABOUT_WORDS.search(first.line))
