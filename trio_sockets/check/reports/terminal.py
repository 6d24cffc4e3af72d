"""The report on a terminal, or in a pipe: each check as it ends, then all about what is wrong."""

import io
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import zip_longest
from typing import Any, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from trio_sockets.check.case import Check
from trio_sockets.check.report import Report, Result
from trio_sockets.check.reports import labels
from trio_sockets.check.reports.explained import Explained, explain
from trio_sockets.check.reports.summary import summarize
from trio_sockets.check.verdict import Verdict
from trio_sockets.check.words import Translate, Words, in_english

WIDTH = 80

COLOURS = {
    Verdict.PASS: "green",
    Verdict.LENIENT: "yellow",
    Verdict.FAIL: "red",
    Verdict.TIMEOUT: "red",
    Verdict.ERROR: "magenta",
    Verdict.SKIPPED: "dim",
}

STYLES = {"bytes": "", "words": "", "edge": "dim", "mark": "bold red"}

_INDENT = "  "
_ID = 4
"""Columns before an id: two, the symbol, a space."""

_TITLE = 13
"""Columns before a title, unless an id needs more."""


def console_for(file: TextIO | None = None) -> Console:
    """Return a console that shows text as it is.

    :param file: None is standard output.
    """
    return Console(file=file, highlight=False, markup=False, emoji=False)


def text_of(explained: Explained, translate: Translate) -> str:
    """Return what the terminal shows of a result, without colours."""
    file = io.StringIO()
    console = Console(file=file, width=WIDTH, color_system=None, markup=False, emoji=False)
    TerminalReport(console, translate).show_result(explained)
    return file.getvalue().strip("\n")


class TerminalReport:
    """Prints a report.

    :param console: on which; of more than 80 columns, 80 are used.
    """

    def __init__(self, console: Console, translate: Translate = in_english) -> None:
        self._console = console
        self._translate = translate
        self._width = min(WIDTH, console.width)
        self._stage = ""
        self._title = _TITLE

    # --- Before, and while it runs -----------------------------------------------------------
    def begin(self, *facts: tuple[Words, str]) -> None:
        """Print what is checked: names, and what they stand for."""
        for words, value in facts:
            self._labelled(self._read(words), value)

    @contextmanager
    def running(self, checks: Iterable[Check[Any]]) -> Iterator[Callable[[Result], None]]:
        """Give what prints each check's line as it ends; a terminal shows which one is at work.

        :param checks: in their order.
        """
        checks = list(checks)
        widest = max((cell_len(check.id) for check in checks), default=0)
        self._title = max(_TITLE, _ID + widest + 1)
        if not self._console.is_terminal:
            yield self.told
            return
        coming = iter([f"{check.id} {self._read(check.title)}" for check in checks])

        def next_one() -> Text:
            line = Text(next(coming, ""), "dim")
            line.truncate(self._width - self._title, overflow="ellipsis")
            return line

        def told(result: Result) -> None:
            self.told(result)
            status.update(next_one())

        with self._console.status(next_one(), refresh_per_second=4) as status:
            yield told

    def told(self, result: Result) -> None:
        """Print the line of a check that has ended."""
        stage = labels.stage(result.check.id, self._translate)
        if stage != self._stage:
            self._stage = stage
            self._print()
            self._print(stage, "bold")
        colour = COLOURS[result.verdict]
        verdict = self._read(labels.VERDICTS[result.verdict])
        if result.flaky:
            verdict = f"{verdict}, {self._read(labels.FLAKY)}"
        room = self._room_for_verdicts()
        titles = _wrapped(self._read(result.check.title), self._width - self._title - room - 1)
        start = f"{_INDENT}{labels.SYMBOLS[result.verdict]} {result.check.id}"
        verdicts = _wrapped(verdict, room)
        for number, (title, word) in enumerate(zip_longest(titles, verdicts, fillvalue="")):
            line = Text().append("" if number else start, colour)
            line.pad_right(self._title - cell_len(line.plain))
            line.append(title)
            if word:
                line.pad_right(self._width - cell_len(line.plain) - cell_len(word))
            self._console.print(line.append(word, colour), soft_wrap=True)
        if result.verdict is Verdict.LENIENT and result.finding.words is not None:
            for row in _wrapped(self._read(result.finding.words), self._width - self._title):
                self._print(" " * self._title + row, "dim")

    # --- Afterwards --------------------------------------------------------------------------
    def end(self, report: Report) -> None:
        """Print all there is to know about what did not pass, and what it comes to."""
        for result in report.results:
            explained = explain(report, result, self._translate)
            if explained.bad:
                self._print()
                self.show_result(explained)
        self._sum_up(report)

    def show_result(self, explained: Explained) -> None:
        """Print all there is to know about one check."""
        self._print("─" * self._width, "dim")
        for number, row in enumerate(
            _wrapped(f"{explained.id}  {explained.title}", self._width - 2)
        ):
            start = " " if number else explained.symbol
            self._print(f"{start} {row}", f"bold {COLOURS[explained.kind]}")
        self._print()
        self._labelled(self._read(labels.WHAT), explained.what)
        if explained.steps:
            self._conversation(explained)
        self._picture(explained)
        self._print()
        self._labelled(self._read(labels.LOOK), explained.look)
        self._labelled(self._read(labels.TEACHES), explained.teaches)
        self._labelled(self._read(labels.SECTION), explained.section)
        self._printed(explained.gone)
        if explained.tries:
            self._print()
            self._print(_INDENT + self._read(labels.TRY), "bold")
        for words, command in explained.tries:
            self._print(f"{_INDENT * 2}{words}", "dim")
            self._print(command, "cyan")  # from the first column on, so that it can be pasted

    def _conversation(self, explained: Explained) -> None:
        self._print()
        self._print(_INDENT + explained.heading, "bold")
        who = max(cell_len(step.who) for step in explained.steps)
        for step in explained.steps:
            start = f"{_INDENT * 2}{step.at:>6}  {step.who:<{who}}  "
            style = "" if step.is_data else "dim"
            rows = [step.text] if step.is_data else _wrapped(step.text, self._width - len(start))
            for number, row in enumerate(rows):
                line = Text().append(" " * len(start) if number else start, "dim")
                self._console.print(line.append(row, style), soft_wrap=True)

    def _picture(self, explained: Explained) -> None:
        if explained.picture:
            self._print()
        column = 2 + max((cell_len(row.label) for row in explained.picture), default=0)
        for row in explained.picture:
            start = f"{_INDENT}{row.label:<{column}}"
            is_words = row.style == "words"
            texts = _wrapped(row.text, self._width - len(start)) if is_words else [row.text]
            for number, text in enumerate(texts):
                line = Text(" " * len(start) if number else start)
                self._console.print(line.append(text, STYLES[row.style]), soft_wrap=True)

    def _printed(self, text: str) -> None:
        """Print what became of the program: a sentence, then the program's own lines."""
        sentence, _, lines = text.partition("\n")
        self._labelled(self._read(labels.GONE), sentence)
        for row in _wrapped(lines, self._width - len(_INDENT) * 2):
            self._print(_INDENT * 2 + row, "dim")

    def _sum_up(self, report: Report) -> None:
        summary = summarize(report, self._translate)
        self._print()
        self._print("─" * self._width, "dim")
        counts = "   ".join(count.replace(" ", "\N{NO-BREAK SPACE}") for count in summary.counts)
        for row in _wrapped(counts, self._width):
            self._print(row, "bold green" if summary.passed else "bold red")
        self._labelled(self._read(labels.SCORE), summary.score)
        for number, sentence in enumerate(summary.next):
            self._labelled("" if number else self._read(labels.NEXT), sentence)

    def _room_for_verdicts(self) -> int:
        """Return the columns of the words that are to stay on one line."""
        fail, timeout = (
            self._read(labels.VERDICTS[kind]) for kind in (Verdict.FAIL, Verdict.TIMEOUT)
        )
        return max(cell_len(timeout), cell_len(f"{fail}, {self._read(labels.FLAKY)}"))

    # --- Lines -------------------------------------------------------------------------------
    def _read(self, words: Words) -> str:
        return words.read(self._translate)

    def _print(self, text: str = "", style: str = "") -> None:
        self._console.print(Text(text, style), soft_wrap=True)

    def _labelled(self, label: str, text: str) -> None:
        """Print a label with a text beside it, whose own lines stay lines."""
        if not text:
            return
        column = 2 + max(
            cell_len(self._read(words)) for words in (labels.WHAT, labels.LOOK, labels.GONE)
        )
        rows = _wrapped(text, self._width - len(_INDENT) - column)
        for number, row in enumerate(rows):
            line = Text(_INDENT).append("" if number else label, "bold")
            line.pad_right(len(_INDENT) + column - cell_len(line.plain))
            self._console.print(line.append(row), soft_wrap=True)


def _wrapped(text: str, width: int) -> list[str]:
    """Return lines of at most so many columns. Its own lines stay lines; a French colon stays.

    :param width: 0 or less on a terminal that has no room beside the labels; it is 1 then.
    """
    return [
        row
        for line in text.splitlines()
        for row in textwrap.wrap(line, max(1, width), break_on_hyphens=False) or [""]
    ]
