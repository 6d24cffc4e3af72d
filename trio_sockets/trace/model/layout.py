"""The position of everything in the picture. All views draw the same layout."""

from collections.abc import Iterable, Mapping, Sequence
from typing import final

from trio_sockets.trace.model.arrows import Arrow, ArrowFinder
from trio_sockets.trace.model.calls import CallKey, Column
from trio_sockets.trace.model.ends import Moment
from trio_sockets.trace.model.folding import fold
from trio_sockets.trace.model.picture import Bar, Layout, Line, Mark, Part, Row
from trio_sockets.trace.model.recording import Recording
from trio_sockets.trace.model.remarks import Remark, remarks_on
from trio_sockets.trace.model.rows import in_order, make_rows, marks_of


def lay_out(recording: Recording, now: float) -> Layout:
    """Return the layout of a recording.

    :param now: the current time, until which an unfinished call has waited.
    """
    columns = _Columns(recording)
    finder = ArrowFinder(recording, columns.of_peer)
    arrows = list(finder.arrows())
    marks = [mark for place in columns.used() for mark in marks_of(recording, place, now)]
    marks += [
        Mark(queue.connect.at, queue.column, Part.QUEUED, queued=queue) for queue in finder.queued
    ]
    marks += [
        Mark(finish.moment.at, finish.moment.column, Part.COLLECTED, moment=finish.moment)
        for end in recording.ends
        for finish in end.finishes
        if finish.collected and end.used
    ]
    rows = fold(make_rows(in_order(marks, arrows), arrows))
    remarks = remarks_on(recording, arrows, finder.queued)
    return _placed(recording, columns, rows, arrows, remarks)


@final
class _Columns:
    """The columns to draw, in order: first those of programs, then those of peers."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._peers: dict[str, int] = {}

    def of_peer(self, address: str) -> int:
        return self._peers.setdefault(address, len(self._recording.columns) + len(self._peers))

    def used(self) -> list[int]:
        columns = self._recording.columns
        busy = {column.program for column in columns if column.first}
        first: dict[str, int] = {}
        for place, column in enumerate(columns):
            first.setdefault(column.program, place)
        used = [
            place
            for place, column in enumerate(columns)
            if column.first or (not column.thread and column.program not in busy)
        ]
        return sorted(used, key=lambda place: (first[columns[place].program], place))

    def all(self) -> tuple[list[Column], dict[int, int]]:
        """Return the columns in order, and the position of each column by its index."""
        used = self.used()
        columns = [self._recording.columns[index] for index in used]
        columns += [Column(address, address) for address in self._peers]
        indexes = [*used, *self._peers.values()]
        return columns, {index: place for place, index in enumerate(indexes)}


def _placed(
    recording: Recording,
    columns: _Columns,
    rows: Sequence[Row],
    arrows: Iterable[Arrow],
    remarks: Mapping[CallKey, Sequence[Remark]],
) -> Layout:
    shown, places = columns.all()
    first: dict[CallKey, int] = {}
    last: dict[CallKey, int] = {}
    moments: dict[Moment, int] = {}
    for number, row in enumerate(rows):
        for mark in row.marks.values():
            if mark.moment is not None:
                moments[mark.moment] = number
            if mark.call is not None:
                first.setdefault(mark.call.key, number)
                last[mark.call.key] = number
    bars = [
        Bar(places[mark.column], number, last[mark.call.key] if mark.call.ended else len(rows) - 1)
        for number, row in enumerate(rows)
        for mark in row.marks.values()
        if mark.part is Part.BEGIN and mark.call is not None
    ]
    lines = []
    for arrow in arrows:
        source = first.get(arrow.source.call) if arrow.source.call else None
        target = last.get(arrow.target.call) if arrow.target.call else None
        if arrow.source.call is None:
            source = moments.get(arrow.source, target)
            source = _row_at(rows, arrow.source) if source is None else source
        if arrow.target.call is None:
            target = moments.get(arrow.target, source)
            target = _row_at(rows, arrow.target) if target is None else target
        if source is not None and target is not None:
            lines.append(
                Line(
                    arrow,
                    (source, places[arrow.source.column]),
                    (max(source, target), places[arrow.target.column]),
                )
            )
    lines.sort(key=lambda line: (line.target[0], line.source, line.arrow.begin))
    placed = [
        Row(row.at, {places[at]: mark for at, mark in row.marks.items()}, row.repeats)
        for row in rows
    ]
    return Layout(recording.began or 0.0, shown, placed, bars, lines, remarks)


def _row_at(rows: Sequence[Row], moment: Moment) -> int | None:
    """Return the row of an end that no call made: the first row of its column after it."""
    for number, row in enumerate(rows):
        if moment.column in row.marks and row.at >= moment.at:
            return number
    return len(rows) - 1 if rows else None
