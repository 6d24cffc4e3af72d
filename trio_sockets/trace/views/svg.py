"""The picture as SVG: positions of lines and text, which a template renders."""

from functools import cache
from typing import final

from jinja2 import Environment
from rich.cells import cell_len

from trio_sockets.trace.model.arrows import Arrow, Fate
from trio_sockets.trace.model.calls import ArrowKind
from trio_sockets.trace.model.picture import Layout, Line, Mark
from trio_sockets.trace.views.cell_lines import StyledLine, cell_lines
from trio_sockets.trace.views.cells import CellWriter, Look, Span, legend
from trio_sockets.trace.views.drawing import Box, Cell, Drawing, Path, TextLine
from trio_sockets.trace.views.page_templates import templates_in
from trio_sockets.words import Translate, say

CELL = 46
"""The most characters of a cell."""

_CHARACTER, _TITLE_CHARACTER, _LINE = 7.9, 9.1, 18
_GAP, _TIME, _EDGE = 130, 64, 14
_TOP = 44
_BETWEEN = 8


def to_svg(layout: Layout, language: str, translate: Translate, now: float) -> str:
    """Return the picture as a separate file.

    :param now: the current time, until which unfinished calls have waited.
    """
    drawing = draw(layout, translate, now)
    return (
        templates()
        .get_template("trace.svg")
        .render(language=language, drawing=drawing, name="", standalone=True, linked=False)
    )


def to_part(layout: Layout, translate: Translate, now: float, name: str) -> str:
    """Return the picture as an element for a page that has `style`, and perhaps other pictures.

    :param name: tells this picture from the others.
    """
    drawing = draw(layout, translate, now)
    return (
        templates()
        .get_template("trace.svg")
        .render(language="", drawing=drawing, name=f"{name}-", standalone=False, linked=False)
    )


def style() -> str:
    """Return the style sheet of all pictures."""
    return templates().get_template("trace.css").render()


@cache
def templates() -> Environment:
    """Return the templates of all pages."""
    environment = templates_in("trio_sockets.trace.views")
    environment.filters["look"] = lambda look: look.value
    return environment


def link_of(mark: Mark) -> str:
    """Return the anchor of a call's row in the list of calls; "" if it is not a call."""
    return f"{mark.call.key[0]}-{mark.call.key[1]}".replace(" ", "-") if mark.call else ""


def draw(layout: Layout, translate: Translate, now: float) -> Drawing:
    """Return the positions of everything."""
    return _Drawer(layout, translate, now).draw()


@final
class _Drawer:
    def __init__(self, layout: Layout, translate: Translate, now: float) -> None:
        self._layout = layout
        self._translate = translate
        self._cells = CellWriter(layout, translate, now)
        self._lines = {
            (number, place): cell_lines(self._cells, mark, CELL)
            for number, row in enumerate(layout.rows)
            for place, mark in row.marks.items()
        }
        titles = [self._cells.title(column) for column in layout.columns]
        self._widths = [self._width(place, title) for place, title in enumerate(titles)]
        self._titles = titles
        self._tops = self._rows_tops()

    def draw(self) -> Drawing:
        layout = self._layout
        height = self._tops[-1] + 20 * (1 + len(legend(layout)))
        titles = [
            TextLine(self._left(place), 24, [_title(title)])
            for place, title in enumerate(self._titles)
        ]
        times = [
            TextLine(_EDGE, self._base(number), [Span(self._cells.moment(row.at), Look.SOFT)])
            for number, row in enumerate(layout.rows)
        ]
        lanes = [
            Box(self._left(place) - 8, _TOP - 6, 2, self._tops[-1] - _TOP)
            for place in range(len(layout.columns))
        ]
        bars = [
            Box(
                self._left(bar.column) - 10,
                self._base(bar.first) - 6,
                6,
                self._base(bar.last) - self._base(bar.first) + 6,
            )
            for bar in layout.bars
        ]
        words = say(
            "The calls of {titles}, in the order of time, and the bytes between them.",
            titles=", ".join(self._titles),
        )
        return Drawing(
            width=self._left(len(layout.columns) - 1) + self._widths[-1] + _EDGE,
            height=height,
            titles=titles,
            times=times,
            bars=bars,
            lanes=lanes,
            cells=[self._cell(*key) for key in self._lines],
            paths=[path for line in layout.lines if (path := self._path(line)) is not None],
            legend=[each.read(self._translate) for each in legend(layout)],
            description=words.read(self._translate),
        )

    def _width(self, place: int, title: str) -> float:
        widths = [
            sum(cell_len(span.text) for span in line)
            for (_, column), lines in self._lines.items()
            if column == place
            for line in lines
        ]
        cells = max([14, *widths]) * _CHARACTER
        return max(cells, cell_len(title) * _TITLE_CHARACTER) + 8

    def _rows_tops(self) -> list[float]:
        """Return the top of each row, and the bottom of the last one."""
        tops = [float(_TOP)]
        for number, row in enumerate(self._layout.rows):
            lines = max(len(self._lines[number, place]) for place in row.marks)
            tops.append(tops[-1] + lines * _LINE + _BETWEEN)
        return tops

    def _left(self, place: int) -> float:
        return _TIME + _EDGE + sum(self._widths[:place]) + place * _GAP

    def _base(self, number: int) -> float:
        """Return the baseline of a row's first line."""
        return self._tops[number] + 13

    def _cell(self, number: int, place: int) -> Cell:
        mark = self._layout.rows[number].marks[place]
        lines = self._lines[number, place]
        x, y = self._left(place), self._base(number)
        return Cell(
            x=x - 4,
            y=y - 14,
            width=self._widths[place] + 2,
            height=len(lines) * _LINE + 2,
            lines=[TextLine(x, y + lower * _LINE, line) for lower, line in enumerate(lines)],
            link=link_of(mark),
            title=self._cells.source(mark),
            kind="bad" if any(_is_bad(line) for line in lines) else "plain",
        )

    def _path(self, line: Line) -> Path | None:
        (first, source), (last, target) = line.source, line.target
        if source == target:
            return None
        right = target > source
        begin = self._left(source) + (self._widths[source] + 2 if right else -14)
        end = self._left(target) + (-14 if right else self._widths[target] + 2)
        # The line is horizontal past the columns between; then it may slope.
        bend = end - (_GAP - 18) * (1 if right else -1)
        top, bottom = self._base(first) - 5, self._base(last) - 5
        points = f"M{begin:.0f} {top:.0f} L{bend:.0f} {top:.0f} L{end:.0f} {bottom:.0f}"
        arrow = line.arrow
        if first != last and abs(target - source) > 1:
            # Other arrows may cross the slope: the label stands on the level part, beside its call.
            x, y = begin + (_GAP / 2 - 10) * (1 if right else -1), top - 4
        else:
            share = 0.62 if self._is_split(line) else 0.3 if first != last else 0.5
            x, y = bend + (end - bend) * share, top + (bottom - top) * share - 4
        kinds = [arrow.kind.value, f"fate-{arrow.fate.value}"]
        kinds += ["inferred"] if arrow.inferred else []
        kinds += ["bad"] if arrow.kind is ArrowKind.RST or arrow.fate is Fate.UNREAD else []
        return Path(
            points,
            x,
            y,
            self._cells.label(arrow),
            " ".join(kinds),
            _head(arrow),
        )

    def _is_split(self, line: Line) -> bool:
        return any(
            other is not line and other.source == line.source and other.target[0] < line.target[0]
            for other in self._layout.lines
        )


def _head(arrow: Arrow) -> str:
    if arrow.fate is Fate.UNREAD:
        return "lost"
    if arrow.fate is Fate.WAITING:
        return "open"
    return "head-bad" if arrow.kind is ArrowKind.RST else "head"


def _title(title: str) -> Span:
    return Span(title, Look.NAME)


def _is_bad(line: StyledLine) -> bool:
    return any(span.look in {Look.ERROR, Look.REMARK} for span in line)
