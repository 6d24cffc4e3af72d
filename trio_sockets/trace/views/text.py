"""The picture as text: a column for each thread, with arrows in the gaps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import final

from rich.cells import cell_len

from trio_sockets.trace.model.arrows import Fate
from trio_sockets.trace.model.calls import ArrowKind
from trio_sockets.trace.model.picture import Layout, Line, Mark, Part, Row
from trio_sockets.trace.views.canvas import Canvas
from trio_sockets.trace.views.cell_lines import StyledLine, cell_lines, cut, wrapped
from trio_sockets.trace.views.cells import CellWriter, Look, Span, legend
from trio_sockets.words import Translate

NARROWEST = 60
"""The least width of a picture, in columns of the terminal."""

_LEAST_CELL, _LEAST_GAP, _GAP = 20, 10, 14
_TIME = 8
_TIME_FROM = 76


@final
@dataclass(frozen=True, slots=True)
class _Columns:
    """The positions of the picture's columns on a line."""

    time: int
    cell: int
    gap: int

    def begin(self, column: int) -> int:
        return self.time + column * (self.cell + self.gap)

    def end(self, column: int) -> int:
        return self.begin(column) + self.cell


@final
class TextView:
    """Draws a layout as lines of text.

    :param width: the width in columns of the terminal.
    :param now: the current time, until which unfinished calls have waited.
    """

    def __init__(self, layout: Layout, translate: Translate, width: int, now: float) -> None:
        self._layout = layout
        self._translate = translate
        self._cells = CellWriter(layout, translate, now)
        self._width = max(width, NARROWEST)
        self._columns = _columns(len(layout.columns), self._width)

    def title(self) -> list[StyledLine]:
        """Return the first lines: the titles of the columns."""
        titles = [self._cells.title(column) for column in self._layout.columns]
        if self._columns is None:
            return [[Span(cut(" | ".join(titles), self._width), Look.NAME)]]
        canvas = Canvas(self._width)
        height = 0
        for place, title in enumerate(titles):
            lines = wrapped(title, self._columns.cell)
            height = max(height, len(lines))
            for y, line in enumerate(lines):
                canvas.write(y, self._columns.begin(place), _in_columns(line), Look.NAME)
        return [_spans(canvas.row(y)) for y in range(height)]

    def legend(self) -> list[StyledLine]:
        """Return the last lines: the legend."""
        return [[Span(words.read(self._translate), Look.SOFT)] for words in legend(self._layout)]

    def rows(self, numbers: Sequence[int], *, arrows: bool = True) -> Iterator[StyledLine]:
        """Yield the lines of some rows, given by ascending numbers."""
        if self._columns is None:
            for number in numbers:
                yield from self._listed(number, self._layout.rows[number])
            return
        heights = {number: self._height(self._layout.rows[number]) for number in numbers}
        starts: dict[int, int] = {}
        total = 0
        for number in numbers:
            starts[number] = total
            total += heights[number]
        canvas = Canvas(self._width)
        for line in self._layout.lines if arrows else ():
            self._draw(canvas, self._columns, line, numbers, starts, total)
        for number in numbers:
            self._fill(canvas, self._columns, number, starts[number])
        for y in range(total):
            yield _spans(canvas.row(y))

    def _height(self, row: Row) -> int:
        return max(len(self._lines(mark)) for mark in row.marks.values())

    def _lines(self, mark: Mark) -> list[StyledLine]:
        return cell_lines(self._cells, mark, self._columns.cell if self._columns else self._width)

    def _fill(self, canvas: Canvas, columns: _Columns, number: int, y: int) -> None:
        row = self._layout.rows[number]
        if columns.time:
            text = self._cells.moment(row.at)[: columns.time - 1]
            canvas.write(y, 0, text, Look.SOFT)
        for bar in self._layout.bars:
            if bar.first < number <= bar.last and bar.column not in row.marks:
                canvas.write(y, columns.begin(bar.column) + 2, "▒", Look.WAIT)
        for place, mark in row.marks.items():
            for lower, line in enumerate(self._lines(mark)):
                x = columns.begin(place)
                for span in line:
                    canvas.write(y + lower, x, _in_columns(span.text), span.look)
                    x += cell_len(span.text)

    def _draw(  # noqa: PLR0913, PLR0917 - where it is drawn, what, and what of it is seen
        self,
        canvas: Canvas,
        columns: _Columns,
        line: Line,
        numbers: Sequence[int],
        starts: dict[int, int],
        total: int,
    ) -> None:
        (first, source), (last, target) = line.source, line.target
        if source == target or not numbers or last < numbers[0] or first > numbers[-1]:
            return
        right = target > source
        begin = columns.end(source) if right else columns.begin(source) - 2
        end = columns.begin(target) - 2 if right else columns.end(target)
        dashed = line.arrow.inferred
        top = _y(first, starts, 0, numbers)
        bottom = _y(last, starts, total - 1, numbers)
        label = f" {self._cells.label(line.arrow)} "
        if first == last:
            canvas.across(top, begin, end, dashed=dashed)
            self._label(canvas, top, (begin, end), label, line)
            self._head(canvas, top, end, line, right=right)
            return
        split = _is_split(line, self._layout.lines)
        step = 1 if right else -1
        bend = begin + 2 * step if split else end - 2 * step
        if not split and abs(end - begin) > columns.gap:
            bend = begin + (columns.gap - 4) * step
        canvas.down(bend, top, bottom, dashed=dashed)
        if first in starts:
            canvas.across(top, begin, bend, dashed=dashed)
            if not split:
                self._label(canvas, top, (begin, bend), label, line)
        if last in starts:
            canvas.across(bottom, bend, end, dashed=dashed)
            if split:
                self._label(canvas, bottom, (bend, end), label, line)
            self._head(canvas, bottom, end, line, right=right)

    @staticmethod
    def _label(canvas: Canvas, y: int, ends: tuple[int, int], label: str, line: Line) -> None:
        left, right = min(ends), max(ends)
        room = right - left - 1
        text = label if len(label) <= room else label.strip()
        if len(text) > room:
            return
        bad = line.arrow.kind is ArrowKind.RST or line.arrow.fate is Fate.UNREAD
        x = left + 1 + (room - len(text)) // 2
        canvas.write(y, x, text, Look.ERROR if bad else Look.SOFT)

    @staticmethod
    def _head(canvas: Canvas, y: int, x: int, line: Line, *, right: bool) -> None:
        head = {Fate.UNREAD: "✗", Fate.WAITING: "…"}.get(line.arrow.fate, "►" if right else "◄")
        bad = line.arrow.kind is ArrowKind.RST or line.arrow.fate is Fate.UNREAD
        canvas.write(y, x, head, Look.ERROR if bad else Look.PLAIN)

    def _listed(self, number: int, row: Row) -> Iterator[StyledLine]:
        """Yield a row without columns, for a narrow terminal: a line for each mark."""
        for place, mark in row.marks.items():
            title = self._cells.title(self._layout.columns[place])
            came = [
                f"◄ {self._cells.title(self._layout.columns[line.source[1]])}"
                for line in self._layout.lines
                if line.target == (number, place) and line.source[1] != place
            ]
            head, *below = self._lines(mark)
            head = [Span(f"{title}  ", Look.SOFT), *head]
            if mark.part is not Part.BEGIN and came:
                head.append(Span("  " + " ".join(dict.fromkeys(came)), Look.SOFT))
            yield _cut_line(head, self._width)
            yield from below


def _columns(count: int, width: int) -> _Columns | None:
    """Return the positions of the columns; None if the width is too small."""
    for time, gap in ((_TIME, _GAP), (0, _GAP), (0, _LEAST_GAP)):
        if time and width < _TIME_FROM:
            continue
        cell = (width - time - max(0, count - 1) * gap) // max(1, count)
        if cell >= _LEAST_CELL:
            return _Columns(time, cell, gap)
    return None


def _is_split(line: Line, lines: Sequence[Line]) -> bool:
    """Tell whether the same call also sent to an earlier row."""
    return any(
        other is not line and other.source == line.source and other.target[0] < line.target[0]
        for other in lines
    )


def _y(row: int, starts: dict[int, int], beyond: int, numbers: Sequence[int]) -> int:
    """Return the line of a row, or the edge if the row is not drawn."""
    if row in starts:
        return starts[row]
    later = [number for number in numbers if number > row]
    return starts[later[0]] if later and beyond else beyond


def _spans(characters: Sequence[tuple[str, Look]]) -> StyledLine:
    line: StyledLine = []
    for character, look in characters:
        if line and line[-1].look is look:
            line[-1] = Span(line[-1].text + character, look)
        else:
            line.append(Span(character, look))
    while line and not line[-1].text.strip():
        line.pop()
    if line:
        line[-1] = Span(line[-1].text.rstrip(), line[-1].look)
    return line


def _in_columns(text: str) -> list[str]:
    """Return a string for each column of a text; "" for the second column of a wide letter."""
    columns: list[str] = []
    for character in text:
        width = cell_len(character)
        if width == 0 and columns:
            columns[-1] += character
        else:
            columns += [character, *[""] * (width - 1)]
    return columns


def _cut_line(line: Sequence[Span], width: int) -> StyledLine:
    shorter: StyledLine = []
    for span in line:
        text = cut(span.text, width)
        shorter.append(Span(text, span.look))
        width -= cell_len(text)
    return shorter
