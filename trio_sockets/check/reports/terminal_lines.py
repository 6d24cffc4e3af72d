"""Lines on a terminal, or in a pipe: wrapped, labelled, in its characters and within its width."""

import textwrap

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from trio_sockets.check.model.verdict import Verdict
from trio_sockets.check.reports import labels
from trio_sockets.consoles import without_accents
from trio_sockets.words import Translate, Words

WIDTH = 80

COLOURS = {
    Verdict.PASS: "green",
    Verdict.LENIENT: "yellow",
    Verdict.FAIL: "red",
    Verdict.TIMEOUT: "red",
    Verdict.UNCLEAR: "cyan",
    Verdict.ERROR: "magenta",
    Verdict.SKIPPED: "dim",
}

INDENT = "  "

LEAST_TEXT = 16
"""Columns that a text beside its label takes at least: with fewer, it stands below."""


class TerminalLines:
    """Prints lines.

    :param console: on which; of more than 80 columns, 80 are used.
    """

    def __init__(self, console: Console, translate: Translate) -> None:
        self.console = console
        self.encoding = console.encoding
        self.width = min(WIDTH, console.width)
        self.translate: Translate = lambda words: without_accents(translate(words), self.encoding)

    def read(self, words: Words) -> str:
        """Return a sentence in the reader's language."""
        return words.read(self.translate)

    def print(self, text: str = "", style: str = "") -> None:
        """Print one line."""
        self.console.print(Text(text, style), soft_wrap=True)

    def labelled(self, label: str, text: str) -> None:
        """Print a label with a text beside it, whose own lines stay lines."""
        if not text:
            return
        column = 2 + max(
            cell_len(self.read(words)) for words in (labels.WHAT, labels.LOOK, labels.GONE)
        )
        if self.width - len(INDENT) - column < LEAST_TEXT:
            self._labelled_above(label, text)
            return
        rows = wrapped(text, self.width - len(INDENT) - column)
        for number, row in enumerate(rows):
            line = Text(INDENT).append("" if number else label, "bold")
            line.pad_right(len(INDENT) + column - cell_len(line.plain))
            self.console.print(line.append(row), soft_wrap=True)

    def rule(self) -> None:
        """Print a line across, below an empty one."""
        self.print()
        self.print("─" * self.width, "dim")

    def headed(self, heading: str) -> None:
        """Print a heading."""
        for row in wrapped(heading, self.width - len(INDENT)):
            self.print(INDENT + row, "bold")

    def _labelled_above(self, label: str, text: str) -> None:
        """Print a label with a text below it, where there is no room beside it."""
        if label:
            self.headed(label)
        for row in wrapped(text, self.width - 2 * len(INDENT)):
            self.print(2 * INDENT + row)


def wrapped(text: str, width: int) -> list[str]:
    """Return lines of at most so many columns. Its own lines stay lines; a French colon stays.

    :param width: 0 or less on a terminal that has no room beside the labels; it is 1 then.
    """
    return [
        row
        for line in text.splitlines()
        for row in textwrap.wrap(line, max(1, width), break_on_hyphens=False) or [""]
    ]
