"""A class on the terminal: a bar while it is graded, then its table."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from trio_sockets.check.classroom.running import ProgressListener
from trio_sockets.check.classroom.submissions.finding import Submission
from trio_sockets.check.classroom.table.asking import class_questions
from trio_sockets.check.classroom.table.labels import ALL_WELL, OF, UNTIL_CONFIRMED
from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.check.reports.labels import KNOWN, SEED, SYMBOLS, labelled
from trio_sockets.check.reports.terminal_lines import COLOURS
from trio_sockets.consoles import in_bytes, without_accents
from trio_sockets.visible import visible
from trio_sockets.words import Translate

_NAME = 30
"""Columns that a name takes at most, before the columns behind it move."""

_INDENT = 4

_MARK = SYMBOLS[Verdict.UNCLEAR]


class Lines(ProgressListener):
    """Prints a line for each submission that is graded.

    :param count: of submissions.
    """

    def __init__(self, console: Console, count: int) -> None:
        self._console = console
        self._count = count
        self._done = 0

    def ended(self, submission: Submission, rows: Sequence[ProgramRow]) -> None:
        """See `ProgressListener`."""
        self._done += 1
        line = Text(f"{self._done}/{self._count} {visible(submission.name)}: ")
        self._console.print(line.append(_short(rows)), soft_wrap=True)


class ProgressBar(ProgressListener):
    """Moves a bar, with the names of who is at work beside it."""

    def __init__(self, progress: Progress, count: int) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=count, names=Text())
        self._at_work: list[str] = []

    def began(self, submission: Submission) -> None:
        """See `ProgressListener`."""
        self._at_work.append(visible(submission.name))
        self._show()

    def ended(self, submission: Submission, _rows: Sequence[ProgramRow]) -> None:
        """See `ProgressListener`."""
        self._at_work.remove(visible(submission.name))
        self._progress.advance(self._task)
        self._show()

    def _show(self) -> None:
        names = Text(", ".join(self._at_work), no_wrap=True, overflow="ellipsis")
        self._progress.update(self._task, names=names)


@contextmanager
def audience(console: Console, count: int) -> Iterator[ProgressListener]:
    """Give who is told how far it is: a bar on a terminal, elsewhere a line for each submission."""
    if not console.is_terminal:
        yield Lines(console, count)
        return
    columns = (BarColumn(20), MofNCompleteColumn(), TimeElapsedColumn())
    names = TextColumn("{task.fields[names]}")
    with Progress(*columns, names, console=console, transient=True) as progress:
        yield ProgressBar(progress, count)


def show(console: Console, rows: Sequence[ProgramRow], seed: int, translate: Translate) -> None:
    """Print what is unclear, then the table: what each program comes to, and what to mend first.

    :param seed: with which this can be done again.
    """
    _ask(console, rows, translate)
    names = [visible(row.name) for row in rows]
    name_width = min(_NAME, max(map(cell_len, names)))
    subject_width = max(len(row.subject) for row in rows)
    for name, row in zip(names, rows, strict=True):
        line = Text(name, "bold")
        line.pad_right(name_width - cell_len(name))
        line.append(f"  {row.subject:<{subject_width}}")
        if row.percent is not None:
            line.append(f"  {_MARK if row.undecided else ' '}", COLOURS[Verdict.UNCLEAR])
            line.append(f"{int(row.percent):3} %", "bold")
            of = OF.read(translate)
            line.append(f" {of} {int(row.coverage or 0):3} %")
            line.append(f"  {row.seconds:3.0f} s", "dim")
            for verdict in Verdict:
                if row.counts[verdict]:
                    mark = f"  {SYMBOLS[verdict]} {row.counts[verdict]}"
                    line.append(mark, COLOURS[verdict])
        line.rstrip()
        console.print(line, soft_wrap=not console.is_terminal)
        for below, style in _below(row, translate):
            text = without_accents(below, console.encoding)
            if console.is_terminal:
                console.print(Padding(Text(text, style), (0, 0, 0, _INDENT)))
            else:
                console.print(Text(" " * _INDENT + text), soft_wrap=True)
    console.print()
    console.print(Text(f"{SEED.read(translate)} {seed}", "dim"))


def _ask(console: Console, rows: Sequence[ProgramRow], translate: Translate) -> None:
    questions = class_questions(rows)
    if not questions:
        return
    for question in questions:
        asked = in_bytes(question.asked.read(translate), console.encoding)
        text = f"{_MARK} {asked}"
        console.print(Text(text, COLOURS[Verdict.UNCLEAR]), soft_wrap=not console.is_terminal)
    text = without_accents(UNTIL_CONFIRMED.read(translate), console.encoding)
    console.print(Text(text, "dim"), soft_wrap=not console.is_terminal)
    console.print()


def _below(row: ProgramRow, translate: Translate) -> Iterator[tuple[str, str]]:
    fault = row.first_fault
    if row.problem:
        yield visible(row.problem), "red"
    elif fault is None:
        yield ALL_WELL.read(translate), "green"
    else:
        yield f"{fault.id} {fault.title}{f' — {fault.what}' if fault.what else ''}", ""
        if row.why:
            yield visible(row.why), ""
    if row.known:
        yield labelled(KNOWN, "; ".join(row.known)).read(translate), "dim"
    for remark in row.remarks:
        yield visible(remark), "dim"


def _short(rows: Sequence[ProgramRow]) -> str:
    return ", ".join(
        visible(row.problem) if row.percent is None else f"{row.subject} {int(row.percent)} %"
        for row in rows
    )
