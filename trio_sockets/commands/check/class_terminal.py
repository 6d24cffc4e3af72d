"""A class on the terminal: a bar while it is graded, then its table."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from trio_sockets.check.classroom.labels import ALL_WELL
from trio_sockets.check.classroom.rows import Row
from trio_sockets.check.classroom.running import Audience
from trio_sockets.check.classroom.submissions import Submission
from trio_sockets.check.reports.labels import SEED, SYMBOLS
from trio_sockets.check.reports.terminal import COLOURS
from trio_sockets.check.verdict import Verdict
from trio_sockets.check.words import Translate
from trio_sockets.visible import visible

_NAME = 30
"""Columns that a name takes at most, before the columns behind it move."""

_INDENT = 4


class Lines(Audience):
    """Prints a line for each submission that is graded.

    :param count: of submissions.
    """

    def __init__(self, console: Console, count: int) -> None:
        self._console = console
        self._count = count
        self._done = 0

    def ended(self, submission: Submission, rows: Sequence[Row]) -> None:
        """See `Audience`."""
        self._done += 1
        line = Text(f"{self._done}/{self._count} {visible(submission.name)}: ")
        self._console.print(line.append(_short(rows)), soft_wrap=True)


class Bar(Audience):
    """Moves a bar, with the names of who is at work beside it."""

    def __init__(self, progress: Progress, count: int) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=count, names=Text())
        self._at_work: list[str] = []

    def began(self, submission: Submission) -> None:
        """See `Audience`."""
        self._at_work.append(visible(submission.name))
        self._show()

    def ended(self, submission: Submission, _rows: Sequence[Row]) -> None:
        """See `Audience`."""
        self._at_work.remove(visible(submission.name))
        self._progress.advance(self._task)
        self._show()

    def _show(self) -> None:
        names = Text(", ".join(self._at_work), no_wrap=True, overflow="ellipsis")
        self._progress.update(self._task, names=names)


@contextmanager
def audience(console: Console, count: int) -> Iterator[Audience]:
    """Give who is told how far it is: a bar on a terminal, elsewhere a line for each submission."""
    if not console.is_terminal:
        yield Lines(console, count)
        return
    columns = (BarColumn(20), MofNCompleteColumn(), TimeElapsedColumn())
    names = TextColumn("{task.fields[names]}")
    with Progress(*columns, names, console=console, transient=True) as progress:
        yield Bar(progress, count)


def show(console: Console, rows: Sequence[Row], seed: int, translate: Translate) -> None:
    """Print the table: what each program comes to, and below that what to mend first.

    :param seed: with which this can be done again.
    """
    names = [visible(row.name) for row in rows]
    name_width = min(_NAME, max(map(cell_len, names)))
    subject_width = max(len(row.subject) for row in rows)
    for name, row in zip(names, rows, strict=True):
        line = Text(name, "bold")
        line.pad_right(name_width - cell_len(name))
        line.append(f"  {row.subject:<{subject_width}}")
        if row.percent is not None:
            line.append(f"  {row.percent:3.0f} %", "bold")
            line.append(f"  {row.seconds:3.0f} s", "dim")
            for verdict in Verdict:
                if row.counts[verdict]:
                    mark = f"  {SYMBOLS[verdict]} {row.counts[verdict]}"
                    line.append(mark, COLOURS[verdict])
        line.rstrip()
        console.print(line, soft_wrap=True)
        for text, style in _below(row, translate):
            if console.is_terminal:
                console.print(Padding(Text(text, style), (0, 0, 0, _INDENT)))
            else:
                console.print(Text(" " * _INDENT + text), soft_wrap=True)
    console.print()
    console.print(Text(f"{SEED.read(translate)} {seed}", "dim"))


def _below(row: Row, translate: Translate) -> Iterator[tuple[str, str]]:
    fault = row.first_fault
    if row.problem:
        yield visible(row.problem), "red"
    elif fault is None:
        yield ALL_WELL.read(translate), "green"
    else:
        yield f"{fault.id} {fault.title}{f' — {fault.what}' if fault.what else ''}", ""
    for remark in row.remarks:
        yield visible(remark), "dim"


def _short(rows: Sequence[Row]) -> str:
    return ", ".join(
        visible(row.problem) if row.percent is None else f"{row.subject} {row.percent:.0f} %"
        for row in rows
    )
