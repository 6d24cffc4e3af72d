"""The line of each check on a terminal, as the check ends, and which one is at work."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import zip_longest
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from trio_sockets.check.model.case import Check
from trio_sockets.check.model.report import Result
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.check.reports import labels
from trio_sockets.check.reports.terminal_lines import (
    COLOURS,
    INDENT,
    LEAST_TEXT,
    TerminalLines,
    wrapped,
)
from trio_sockets.words import Words

_ID = 4
"""Columns before an id: two, the symbol, a space."""

_TITLE = 13
"""Columns before a title, unless an id needs more."""


class CheckProgress:
    """Prints the lines of a run's checks, with a heading for each stage."""

    def __init__(self, lines: TerminalLines) -> None:
        self._lines = lines
        self._stage = ""
        self._known = ""
        self._title = _TITLE

    @contextmanager
    def running(self, checks: Iterable[Check[Any]]) -> Iterator[Callable[[Result], None]]:
        """Give what prints each check's line as it ends; a terminal shows which one is at work.

        :param checks: in their order.
        """
        checks = list(checks)
        widest = max((cell_len(check.id) for check in checks), default=0)
        self._title = max(_TITLE, _ID + widest + 1)
        if not self._lines.console.is_terminal:
            yield self.told
            return
        coming = iter([f"{check.id} {self._lines.read(check.title)}" for check in checks])

        def next_one() -> Text:
            line = Text(next(coming, ""), "dim")
            line.truncate(self._lines.width - self._title, overflow="ellipsis")
            return line

        def told(result: Result) -> None:
            self.told(result)
            status.update(next_one())

        console, spinner = self._lines.console, self._spinner()
        with console.status(next_one(), spinner=spinner, refresh_per_second=4) as status:
            yield told

    @contextmanager
    def at_work(self, words: Words) -> Iterator[None]:
        """Show on a terminal what is done for as long as the block lasts."""
        if not self._lines.console.is_terminal:
            yield
            return
        text = Text(self._lines.read(words), "dim")
        with self._lines.console.status(text, spinner=self._spinner()):
            yield

    def told(self, result: Result) -> None:
        """Print the line of a check that has ended."""
        stage = labels.stage(result.check.id, self._lines.translate)
        if stage != self._stage:
            self._stage = stage
            self._lines.print()
            for row in wrapped(stage, self._lines.width):
                self._lines.print(row, "bold")
        self._tell_known(result)
        colour = COLOURS[result.verdict]
        verdict = self._lines.read(labels.VERDICTS[result.verdict])
        if result.flaky:
            verdict = f"{verdict}, {self._lines.read(labels.FLAKY)}"
        room = self._room_for_verdicts()
        width = self._lines.width - self._title - room - 1
        start = f"{INDENT}{labels.SYMBOLS[result.verdict]} {result.check.id}"
        titles, below = wrapped(self._lines.read(result.check.title), width), []
        if width < LEAST_TEXT:
            titles, below = (
                [],
                wrapped(self._lines.read(result.check.title), self._lines.width - _ID),
            )
        verdicts = wrapped(verdict, min(room, self._lines.width - self._title))
        for number, (title, word) in enumerate(zip_longest(titles, verdicts, fillvalue="")):
            line = Text().append("" if number else start, colour)
            line.pad_right(self._title - cell_len(line.plain))
            line.append(title)
            if word:
                line.pad_right(self._lines.width - cell_len(line.plain) - cell_len(word))
            self._lines.console.print(line.append(word, colour), soft_wrap=True)
        for row in below:
            self._lines.print(" " * _ID + row)
        if result.verdict is Verdict.LENIENT and result.finding.words is not None:
            before = _ID if below else self._title
            for row in wrapped(self._lines.read(result.finding.words), self._lines.width - before):
                self._lines.print(" " * before + row, "dim")

    def _tell_known(self, result: Result) -> None:
        """Print which mistakes are taken as known, above the first check that is run so."""
        known = "; ".join(self._lines.read(each.words) for each in result.known)
        if not known or known == self._known:
            return
        self._known = known
        text = self._lines.read(labels.labelled(labels.KNOWN, known))
        for row in wrapped(text, self._lines.width - _ID):
            self._lines.print(" " * _ID + row, "dim")

    def _spinner(self) -> str:
        return "line" if self._lines.console.options.ascii_only else "dots"

    def _room_for_verdicts(self) -> int:
        """Return the columns of the words that are to stay on one line."""
        fail, timeout = (
            self._lines.read(labels.VERDICTS[kind]) for kind in (Verdict.FAIL, Verdict.TIMEOUT)
        )
        return max(cell_len(timeout), cell_len(f"{fail}, {self._lines.read(labels.FLAKY)}"))
