"""The report on a terminal or in a pipe: each check as it ends, then the details of faults."""

import io
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from trio_sockets.check.model.case import Check
from trio_sockets.check.model.report import Report, Result
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.check.reports import labels
from trio_sockets.check.reports.calls import Calls
from trio_sockets.check.reports.explained import Explained, explain
from trio_sockets.check.reports.summary import summarize
from trio_sockets.check.reports.terminal_lines import COLOURS, INDENT, WIDTH, TerminalLines, wrapped
from trio_sockets.check.reports.terminal_progress import CheckProgress
from trio_sockets.consoles import in_bytes, in_columns
from trio_sockets.trace.views.styles import styled
from trio_sockets.words import Translate, Words, in_english

STYLES = {"bytes": "", "words": "", "edge": "dim", "mark": "bold red"}


def text_of(explained: Explained, translate: Translate) -> str:
    """Return the text of a result on the terminal, without colours."""
    file = io.StringIO()
    console = Console(file=file, width=WIDTH, color_system=None, markup=False, emoji=False)
    TerminalReport(console, translate).show_result(explained)
    return file.getvalue().strip("\n")


class TerminalReport:
    """Prints a report.

    :param console: the console; at most 80 columns of it are used.
    """

    def __init__(self, console: Console, translate: Translate = in_english) -> None:
        self._lines = TerminalLines(console, translate)
        self._progress = CheckProgress(self._lines)

    def begin(self, *facts: tuple[Words, str]) -> None:
        """Print the facts of the run: names and values."""
        for words, value in facts:
            self._lines.labelled(self._lines.read(words), value)

    def running(
        self, checks: Iterable[Check[Any]]
    ) -> AbstractContextManager[Callable[[Result], None]]:
        """Yield a function that prints a check's line; a terminal also shows the running check.

        :param checks: the checks, in order.
        """
        return self._progress.running(checks)

    def told(self, result: Result) -> None:
        """Print the line of a check that has ended."""
        self._progress.told(result)

    def at_work(self, words: Words) -> AbstractContextManager[None]:
        """Show on a terminal what is done for as long as the block lasts."""
        return self._progress.at_work(words)

    def notice(self, words: Words) -> None:
        """Print a sentence for a waiting user."""
        for row in wrapped(self._lines.read(words), self._lines.width - len(INDENT)):
            self._lines.print(INDENT + row, "yellow")

    def end(self, report: Report) -> None:
        """Print the details of all that did not pass, then the summary."""
        self._ask(report)
        for result in report.results:
            explained = explain(report, result, self._lines.translate, self._lines.width)
            if explained.bad:
                self._lines.print()
                self.show_result(explained)
        self._sum_up(report)

    def show_result(self, explained: Explained) -> None:
        """Print the details of one check."""
        self._lines.print("─" * self._lines.width, "dim")
        for number, row in enumerate(
            wrapped(f"{explained.id}  {explained.title}", self._lines.width - 2)
        ):
            start = " " if number else explained.symbol
            self._lines.print(f"{start} {row}", f"bold {COLOURS[explained.kind]}")
        self._lines.print()
        self._lines.labelled(self._lines.read(labels.WHAT), explained.what)
        if explained.steps:
            self._conversation(explained)
        self._picture(explained)
        self._calls(explained.calls)
        self._lines.print()
        self._lines.labelled(self._lines.read(labels.KNOWN), explained.known_line)
        self._lines.labelled(self._lines.read(labels.LOOK), explained.look)
        self._lines.labelled(self._lines.read(labels.TEACHES), explained.teaches)
        self._lines.labelled(self._lines.read(labels.SECTION), explained.section)
        self._printed(explained.gone)
        if explained.tries:
            self._lines.print()
            self._lines.headed(self._lines.read(labels.TRY))
        for words, command in explained.tries:
            for row in wrapped(words, self._lines.width - 2 * len(INDENT)):
                self._lines.print(f"{INDENT * 2}{row}", "dim")
            self._lines.print(
                in_bytes(command, self._lines.encoding), "cyan"
            )  # from the first column, so that it can be pasted

    def _conversation(self, explained: Explained) -> None:
        self._lines.print()
        self._lines.headed(explained.heading)
        who = max(cell_len(step.who) for step in explained.steps)
        for step in explained.steps:
            start = f"{INDENT * 2}{step.at:>6}  {step.who:<{who}}  "
            style = "" if step.is_data else "dim"
            text = in_bytes(step.text, self._lines.encoding)
            rows = [text] if step.is_data else wrapped(text, self._lines.width - len(start))
            for number, row in enumerate(rows):
                line = Text().append(" " * len(start) if number else start, "dim")
                self._lines.console.print(line.append(row, style), soft_wrap=True)

    def _picture(self, explained: Explained) -> None:
        if explained.picture:
            self._lines.print()
        column = 2 + max((cell_len(row.label) for row in explained.picture), default=0)
        for row in explained.picture:
            start = f"{INDENT}{row.label:<{column}}"
            is_words = row.style == "words"
            texts = [in_columns(row.text, self._lines.encoding)]
            if is_words:
                texts = wrapped(
                    in_bytes(row.text, self._lines.encoding), self._lines.width - len(start)
                )
            for number, text in enumerate(texts):
                line = Text(" " * len(start) if number else start)
                self._lines.console.print(line.append(text, STYLES[row.style]), soft_wrap=True)

    def _calls(self, calls: Calls | None) -> None:
        if calls is None:
            return
        self._lines.print()
        self._lines.headed(self._lines.read(labels.CALLS))
        for line in calls.lines:  # from the first column on: it needs all of them
            self._lines.console.print(styled(line, self._lines.encoding), soft_wrap=True)
        if calls.words:
            words = in_bytes(calls.words, self._lines.encoding)
            for row in wrapped(words, self._lines.width - len(INDENT)):
                self._lines.print(INDENT + row, "dim")

    def _printed(self, text: str) -> None:
        """Print how the program ended: a sentence, then the program's own lines."""
        sentence, _, lines = text.partition("\n")
        self._lines.labelled(self._lines.read(labels.GONE), sentence)
        for row in wrapped(lines, self._lines.width - len(INDENT) * 2):
            self._lines.print(INDENT * 2 + row, "dim")

    def _ask(self, report: Report) -> None:
        """Print first what the dialect cannot read."""
        questions = summarize(report, self._lines.translate).questions
        if not questions:
            return
        self._lines.rule()
        self._lines.print(
            f"{labels.SYMBOLS[Verdict.UNCLEAR]} {self._lines.read(labels.UNCLEAR)}", "bold cyan"
        )
        for question in questions:
            for row in wrapped(
                in_bytes(question, self._lines.encoding), self._lines.width - len(INDENT)
            ):
                self._lines.print(INDENT + row)

    def _sum_up(self, report: Report) -> None:
        summary = summarize(report, self._lines.translate)
        self._lines.rule()
        counts = "   ".join(count.replace(" ", "\N{NO-BREAK SPACE}") for count in summary.counts)
        colour = "green" if summary.passed else "cyan" if report.undecided else "red"
        for row in wrapped(counts, self._lines.width):
            self._lines.print(row, f"bold {colour}")
        self._lines.labelled(self._lines.read(labels.SCORE), summary.score)
        self._lines.labelled(self._lines.read(labels.COVERAGE), summary.coverage)
        for number, sentence in enumerate(summary.next):
            self._lines.labelled("" if number else self._lines.read(labels.NEXT), sentence)
