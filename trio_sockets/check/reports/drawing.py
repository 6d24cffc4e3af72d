"""Pictures, in text, of the packets that a reply came in, with a caret under the first wrong byte.

Pure, like the judges: a transcript and a finding in, lines out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import final

from rich.cells import cell_len

from trio_sockets.check.reports.glyphs import CUT, Glyph, glyphs_of
from trio_sockets.check.transcript import Conversation, Received
from trio_sockets.check.verdict import Finding

CARET, THIS = "^", "~"
"""Under the first wrong byte; and under a whole reply, where no byte of it is the wrong one."""

_REACH = 4
"""Bytes to look at for a column to fill, to either side: UTF-8 takes two for each, at most."""


@final
@dataclass(frozen=True, slots=True)
class Drawing:
    """Five lines, to be set under each other in letters of the same width.

    :param expected: what should have come, byte above byte as far as it came. Empty if that cannot
        be said in bytes.
    :param top: the packets' upper edges.
    :param received: the packets.
    :param bottom: their lower edges.
    :param marks: the caret, or the line under the reply.
    """

    expected: str
    top: str
    received: str
    bottom: str
    marks: str


def draw_finding(conversation: Conversation, finding: Finding, width: int) -> Drawing | None:
    """Draw the packets that a finding is about; None if it is that nothing came.

    :param width: columns there are.
    """
    packets = [event.data for event in conversation.all(Received) if event.data]
    if not finding.received:
        return None
    start = _place_of(finding.received, packets)
    if start is None:  # the judge has put it together
        packets, start = [finding.received], 0
    stop = start + len(finding.received)
    begins = [sum(map(len, packets[:number])) for number in range(len(packets))]
    kept = [
        (begin, packet)
        for begin, packet in zip(begins, packets, strict=True)
        if begin <= stop and begin + len(packet) > start
    ]
    before = kept[0][0]
    expected = finding.expected if isinstance(finding.expected, bytes) else None
    return draw(
        [packet for _, packet in kept],
        (start - before, stop - before),
        expected,
        finding.first_wrong,
        width,
    )


def draw(
    packets: Sequence[bytes],
    reply: tuple[int, int],
    expected: bytes | None,
    wrong: int | None,
    width: int,
) -> Drawing:
    """Draw packets, and a reply in them.

    :param reply: the places of its first byte, and behind its last one, in all the packets' bytes.
    :param expected: what the reply should have been.
    :param wrong: its first wrong byte, counted from its own first.
    :param width: columns there are, at least 10. What is far from the wrong byte is left out.
    """
    start, stop = reply
    focus = start if wrong is None else start + wrong
    row = _Row(packets, focus, width)
    return Drawing(
        expected="" if expected is None else row.above(expected, start),
        top=row.edge(0),
        received=row.text,
        bottom=row.edge(1),
        marks=row.under(start, stop) if wrong is None else " " * row.column_of(focus) + CARET,
    )


@final
@dataclass(frozen=True, slots=True)
class _Cell:
    """A glyph, or the border of a packet.

    :param edges: what is above and below a border.
    """

    glyph: Glyph
    edges: str = ""


class _Row:
    """Packets in a row, as much of them around a byte as there are columns for."""

    def __init__(self, packets: Sequence[bytes], focus: int, width: int) -> None:
        self._width = width
        self._focus = focus
        cells = _cells(packets, focus - _REACH * width, focus + _REACH * width)
        first, last = _window(cells, _index(cells, focus), width)
        self._head, self._tail = CUT * (first > 0), CUT * (last < len(cells))
        self._cells = cells[first:last]
        self._columns = list(
            accumulate((cell.glyph.width for cell in self._cells), initial=len(self._head))
        )

    @property
    def text(self) -> str:
        """The packets themselves."""
        return self._head + "".join(cell.glyph.text for cell in self._cells) + self._tail

    def edge(self, side: int) -> str:
        """Return the line above them (0), or below (1)."""
        return " " * len(self._head) + "".join(
            cell.edges[side] if cell.edges else "─" * cell.glyph.width for cell in self._cells
        )

    def column_of(self, place: int) -> int:
        """Return where a byte is, or would be."""
        return self._columns[_index(self._cells, place)]

    def under(self, start: int, stop: int) -> str:
        """Return a line under the bytes from one place to another."""
        marks = "".join(
            (" " if cell.edges or cell.glyph.end <= start or cell.glyph.begin >= stop else THIS)
            * cell.glyph.width
            for cell in self._cells
        )
        return (" " * len(self._head) + marks).rstrip()

    def above(self, expected: bytes, start: int) -> str:
        """Return bytes set above these, each above its like until the first that differs.

        :param start: the place of the first of them.
        """
        line = ""
        like = {
            (cell.glyph.begin, cell.glyph.text): column
            for cell, column in zip(self._cells, self._columns, strict=False)
            if not cell.edges
        }
        begins, aligned = self._cells[0].glyph.begin, True
        for glyph in self._cut_alike(expected, start):
            if glyph.begin < begins:
                line = self._head
                continue
            if aligned:
                column = like.get((glyph.begin, glyph.text))
                aligned = column is not None
                line += " " * ((column or self.column_of(glyph.begin)) - cell_len(line))
            if cell_len(line) + glyph.width >= self._width:
                return line + CUT
            line += glyph.text
        return line

    def _cut_alike(self, expected: bytes, start: int) -> list[Glyph]:
        """Return glyphs cut where the packets are: a letter cut in two is two escapes in both."""
        borders = (cell.glyph.begin - start for cell in self._cells if cell.edges)
        inside = {place for place in borders if 0 < place <= self._focus - start}
        cuts = sorted({0, *(min(place, len(expected)) for place in inside), len(expected)})
        return [
            glyph
            for begin, end in pairwise(cuts)
            for glyph in glyphs_of(expected[begin:end], start + begin)
        ]


def _place_of(reply: bytes, packets: Sequence[bytes]) -> int | None:
    """Return where a reply begins: at its last place, as what is wrong ends a conversation.

    A place that is a whole message, or a whole packet, goes before one that is not.
    """
    received = b"".join(packets)
    ends = {0, *accumulate(map(len, packets))}
    for place in _places(reply, received):
        after = place + len(reply)
        begins = place in ends or received[place - 1 : place] == b"\n"
        if begins and (after in ends or received[after : after + 1] in {b"\r", b"\n"}):
            return place
    return next(_places(reply, received), None)


def _places(reply: bytes, received: bytes) -> Iterator[int]:
    place = received.rfind(reply)
    while place >= 0:
        yield place
        place = received.rfind(reply, 0, place + len(reply) - 1)


def _cells(packets: Sequence[bytes], low: int, high: int) -> list[_Cell]:
    """Return the glyphs and borders between two places."""
    cells = []
    begin = 0
    for number, packet in enumerate(packets):
        end = begin + len(packet)
        if low <= begin <= high:
            cells.append(_Cell(Glyph("│", begin, begin), "┬┴" if number else "┌└"))
        shown = slice(max(0, low - begin), max(0, high - begin))
        cells += map(_Cell, glyphs_of(packet[shown], begin + min(shown.start, len(packet))))
        begin = end
    if low <= begin <= high:
        cells.append(_Cell(Glyph("│", begin, begin), "┐┘"))
    return cells


def _index(cells: Sequence[_Cell], place: int) -> int:
    """Return which cell holds a byte; the last one if it is behind all."""
    held = (n for n, cell in enumerate(cells) if cell.glyph.begin <= place < cell.glyph.end)
    return next(held, len(cells) - 1)


def _window(cells: Sequence[_Cell], middle: int, width: int) -> tuple[int, int]:
    """Return the first cell to show, and the one behind the last, around a cell."""
    first, last = middle, middle + 1
    used = cells[middle].glyph.width
    room = width - 2 * len(CUT)
    for share in (room // 2, room):  # half of it goes to what is before, and then what is left over
        while first and used + cells[first - 1].glyph.width <= share:
            first -= 1
            used += cells[first].glyph.width
        while last < len(cells) and used + cells[last].glyph.width <= room:
            used += cells[last].glyph.width
            last += 1
    return first, last
