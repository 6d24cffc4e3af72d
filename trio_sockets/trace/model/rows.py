"""Groups calls into rows.

A row holds events that belong together: a call that sent and the call that received, or events
while all other calls only waited.
"""

from collections.abc import Iterable, Iterator

from trio_sockets.trace.model.arrows import Arrow
from trio_sockets.trace.model.calls import Call, CallKey
from trio_sockets.trace.model.events import WAITS
from trio_sockets.trace.model.picture import Mark, Part, Row
from trio_sockets.trace.model.recording import BLOCKED, Recording


def marks_of(recording: Recording, place: int, now: float) -> Iterator[Mark]:
    """Yield the marks of a column, unordered."""
    column = recording.columns[place]
    for call in column.calls():
        if not recording.is_probe(call):
            yield from _marks_of(call, now)
    if column.left_out:
        at = next(iter(column.last)).begun
        yield Mark(at, place, Part.LEFT_OUT, counts=column.left_out)
    for at, name in column.signals:
        yield Mark(at, place, Part.SIGNAL, text=name)
    for at, how in column.exits:
        yield Mark(at, place, Part.EXIT, text=how)


def _marks_of(call: Call, now: float) -> Iterator[Mark]:
    end = max(now, call.begun) if call.ended is None else call.ended
    waited = end - call.begun
    if waited < BLOCKED and call.ended is not None:
        takes = call.receives or call.name.startswith("accept") or call.name in WAITS
        yield Mark(end if takes else call.begun, call.column, Part.WHOLE, call)
        return
    yield Mark(call.begun, call.column, Part.BEGIN, call, waited)
    if call.ended is not None:
        yield Mark(end, call.column, Part.END, call, waited)


def in_order(marks: Iterable[Mark], arrows: Iterable[Arrow]) -> list[Mark]:
    """Return the marks sorted by time, but a receiving call never before its sender."""
    earliest: dict[CallKey, float] = {}
    for arrow in arrows:
        source, target = arrow.source, arrow.target
        if source.call is not None and target.call is not None:
            earliest[target.call] = max(earliest.get(target.call, 0.0), source.at)
    for mark in marks:
        if mark.call is not None and mark.part in {Part.WHOLE, Part.END}:
            sent = earliest.get(mark.call.key, 0.0)
            # A waiting call ends when something arrives, however long its program then slept.
            possible = max(mark.call.begun, sent)
            at = possible if sent and mark.at - possible < BLOCKED else mark.at
            mark.at = max(at, sent)
    # At equal times, a receiver comes after its sender.
    return sorted(marks, key=lambda mark: (mark.at, _takes(mark)))


def _takes(mark: Mark) -> int:
    if mark.part in {Part.EXIT, Part.QUEUED}:
        return 2
    return int(mark.call is not None and mark.call.key is not None and _is_taking(mark.call))


def _is_taking(call: Call) -> bool:
    return call.receives or call.name.startswith("accept")


def make_rows(marks: Iterable[Mark], arrows: Iterable[Arrow]) -> list[Row]:
    """Return rows of marks, given in order."""
    linked: dict[CallKey, set[CallKey]] = {}
    for arrow in arrows:
        if arrow.source.call is not None and arrow.target.call is not None:
            linked.setdefault(arrow.target.call, set()).add(arrow.source.call)
    rows: list[Row] = []
    for mark in marks:
        row = rows[-1] if rows else None
        if row is not None and _is_end_of(mark, row):
            row.marks[mark.column] = mark
            row.at = max(row.at, mark.at)
            mark.part = Part.WHOLE
        elif row is not None and mark.column not in row.marks and _joins(mark, row, linked):
            row.marks[mark.column] = mark
            row.at = max(row.at, mark.at)
        else:
            rows.append(Row(mark.at, {mark.column: mark}))
    return rows


def _is_end_of(mark: Mark, row: Row) -> bool:
    """Tell whether nothing happened in its column since the call began, and little elsewhere."""
    begin = row.marks.get(mark.column)
    return mark.part is Part.END and begin is not None and begin.call is mark.call


def _joins(mark: Mark, row: Row, linked: dict[CallKey, set[CallKey]]) -> bool:
    """Tell whether a mark belongs to a row: it received from it, or all others there only wait.

    A row has one time, so what happened much later has a row of its own.
    """
    if mark.at - row.at >= BLOCKED:
        return False
    if mark.part is Part.QUEUED:
        connect = mark.queued.connect.call if mark.queued else None
        return any(other.call and other.call.key == connect for other in row.marks.values())
    if mark.part in {Part.LEFT_OUT, Part.SIGNAL, Part.COLLECTED, Part.EXIT}:
        return all(other.part is mark.part is Part.LEFT_OUT for other in row.marks.values())
    if mark.call is not None and mark.part is not Part.BEGIN:
        senders = linked.get(mark.call.key, set())
        if any(other.call and other.call.key in senders for other in row.marks.values()):
            return True
    return all(other.part is Part.BEGIN for other in row.marks.values())
