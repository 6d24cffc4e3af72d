"""The live picture in a terminal: rows are printed as they happen, and never change.

Printed rows cannot be changed, because the programs print to the same terminal and the user types
there. So a row is held back for a moment, and marks that come too late get a separate row.
"""

from collections.abc import Callable, Sequence
from typing import final

from trio_sockets.trace.model.layout import lay_out
from trio_sockets.trace.model.picture import Layout, Mark, Part, Row
from trio_sockets.trace.model.recording import Recording
from trio_sockets.trace.views.cell_lines import StyledLine
from trio_sockets.trace.views.text import TextView
from trio_sockets.words import Translate

SETTLED = 0.3
"""Seconds for which a row is held back."""

REMINDERS = (1.0, 3.0, 10.0, 30.0, 60.0, 300.0, 1800.0)
"""Seconds after which a waiting call is printed again."""

MOST = 60
"""The most rows printed at once, as more would scroll past too fast."""

_Key = tuple[object, ...]


@final
class LivePicture:
    """Decides which lines to print next.

    :param width: returns the current number of columns.
    """

    def __init__(
        self, recording: Recording, translate: Translate, width: Callable[[], int]
    ) -> None:
        self._recording = recording
        self._translate = translate
        self._width = width
        self._printed: set[_Key] = set()
        self._title: object = None
        self._reminded: dict[object, int] = {}

    def lines(self, now: float, *, last: bool = False) -> list[StyledLine]:
        """Return the lines to print.

        :param now: the current time.
        :param last: no more events will come.
        """
        layout = lay_out(self._recording, now)
        view = TextView(layout, self._translate, self._width(), now)
        until = now if last else now - SETTLED
        new = [
            number
            for number, row in enumerate(layout.rows)
            if row.at <= until and not self._knows(row)
        ]
        lines = []
        title = [(column.title, column.thread) for column in layout.columns]
        if new and title != self._title:
            self._title = title
            lines += [[], *view.title()]
        for number in new:
            self._note(layout.rows[number])
        lines += view.rows(new if last else new[-MOST:])
        if not new:
            lines += self._reminders(layout, view, now)
        if last:
            lines += view.legend()
        return lines

    def _knows(self, row: Row) -> bool:
        return all(_key(mark) in self._printed for mark in row.marks.values())

    def _note(self, row: Row) -> None:
        """Record the marks of a row that are printed now."""
        for place, mark in list(row.marks.items()):
            if _key(mark) in self._printed:
                del row.marks[place]
            self._printed.add(_key(mark))

    def _is_late(self, mark: Mark, now: float) -> bool:
        """Tell whether a waiting call must be printed again."""
        call = mark.call
        if call is None or call.ended is not None or mark.part is not Part.BEGIN:
            return False
        step = sum(now - call.begun >= bound for bound in REMINDERS)
        told = self._reminded.get(call.key, 0)
        self._reminded[call.key] = step
        return step > told

    def _reminders(self, layout: Layout, view: TextView, now: float) -> Sequence[StyledLine]:
        """Return the rows of waiting calls, if it is time to print how long they have waited."""
        due = []
        for number, row in enumerate(layout.rows):
            late = {place: mark for place, mark in row.marks.items() if self._is_late(mark, now)}
            if late:
                row.marks = late
                due.append(number)
        for number in due:
            layout.rows[number].at = now
        return list(view.rows(due, arrows=False))


def _key(mark: Mark) -> _Key:
    if mark.call is not None:
        return mark.call.key, mark.part is Part.BEGIN
    if mark.queued is not None:
        return mark.part, mark.queued.connect.call
    return mark.part, mark.column, mark.at
