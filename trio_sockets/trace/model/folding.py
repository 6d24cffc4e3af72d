"""Folds repeated rows: a loop of ten thousand rounds becomes a few rows and a count."""

from collections.abc import Sequence

from trio_sockets.trace.model.picture import Mark, Part, Row

LONGEST_PERIOD = 6
"""The most rows of a repeating pattern."""

REPEATS = 16
"""The least repetitions that are folded. A game of seven guesses is not folded."""

_KEPT = 2
"""How many of the first repetitions stay, in addition to the last one."""


def fold(rows: list[Row]) -> list[Row]:
    """Fold rows that repeat into one that counts them."""
    signatures = [_signature(row) for row in rows]
    folded: list[Row] = []
    place = 0
    while place < len(rows):
        period, times = _repeats(signatures, place)
        if times < REPEATS:
            folded.append(rows[place])
            place += 1
            continue
        middle = place + _KEPT * period
        last = place + (times - 1) * period
        folded += [*rows[place:middle], _counted(rows[middle:last]), *rows[last : last + period]]
        place = last + period
    return folded


def _repeats(signatures: Sequence[object], place: int) -> tuple[int, int]:
    """Return the length of the shortest repeating pattern from here, and its repetitions."""
    for period in range(1, LONGEST_PERIOD + 1):
        pattern = signatures[place : place + period]
        times = 1
        while signatures[place + times * period : place + (times + 1) * period] == pattern:
            times += 1
        if times >= REPEATS:
            return period, times
    return 1, 1


def _signature(row: Row) -> object:
    return frozenset(
        (
            mark.column,
            mark.part,
            mark.text,
            mark.call and (mark.call.name, mark.call.where, mark.call.error, mark.call.size == 0),
            mark.call and len(mark.call.came),
            mark.waited > 1,
        )
        for mark in row.marks.values()
    )


def _counted(rows: Sequence[Row]) -> Row:
    row = Row(rows[0].at, repeats=len(rows))
    for each in rows:
        for column, mark in each.marks.items():
            if column not in row.marks:
                row.marks[column] = Mark(mark.at, column, Part.LEFT_OUT)
            if mark.call is not None:
                row.marks[column].counts[mark.call.name] += 1
    return row
