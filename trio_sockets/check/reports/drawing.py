"""Text drawings of the packets of a reply, with a caret under the first wrong byte.

Pure, like the judges: a transcript and a finding in, lines out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import final

from rich.cells import cell_len

from trio_sockets.check.model.transcript import Conversation, Received
from trio_sockets.check.model.verdict import Finding
from trio_sockets.check.text.glyphs import CUT, Glyph, glyphs_of

CARET, THIS = "^", "~"
"""The mark under the first wrong byte, and the mark under a reply that is wrong as a whole."""

_REACH = 4
"""The most bytes that fill a column, to either side."""


@final
@dataclass(frozen=True, slots=True)
class PacketDrawing:
    """Five lines to print under each other in a monospace font.

    :param expected: the expected bytes, aligned with the received ones. Empty if they are not known
        exactly.
    :param top: the upper edges of the packets.
    :param received: the packets.
    :param bottom: the lower edges of the packets.
    :param marks: the caret or the line under the reply.
    """

    expected: str
    top: str
    received: str
    bottom: str
    marks: str


def draw_finding(conversation: Conversation, finding: Finding, width: int) -> PacketDrawing | None:
    """Draw the packets that a finding is about; None if nothing came.

    :param width: the number of columns.
    """
    packets = [event.data for event in conversation.all(Received) if event.data]
    if not finding.received:
        return None
    start = _place_of(finding.received, packets)
    if start is None:  # the judge joined it from parts
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
) -> PacketDrawing:
    """Draw packets, and a reply in them.

    :param reply: the index of its first byte and the index after its last one, in the bytes of all
        packets.
    :param expected: the expected reply.
    :param wrong: the index of the first wrong byte in the reply.
    :param width: the number of columns, at least 12, as the longest escape takes ten. Bytes far
        from the wrong one are omitted.
    """
    start, stop = reply
    focus = start if wrong is None else start + wrong
    row = _Row(packets, focus, width)
    return PacketDrawing(
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

    :param edges: the characters above and below a border.
    """

    glyph: Glyph
    edges: str = ""


class _Row:
    """Consecutive packets; as much of them around one byte as fits the columns."""

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
        """The line of the packets."""
        return self._head + "".join(cell.glyph.text for cell in self._cells) + self._tail

    def edge(self, side: int) -> str:
        """Return the line above the packets (0) or below them (1)."""
        return " " * len(self._head) + "".join(
            cell.edges[side] if cell.edges else "─" * cell.glyph.width for cell in self._cells
        )

    def column_of(self, place: int) -> int:
        """Return the column of a byte, or the column where it would be."""
        return self._columns[_index(self._cells, place)]

    def under(self, start: int, stop: int) -> str:
        """Return a line under the bytes between two indexes."""
        marks = "".join(
            (" " if cell.edges or cell.glyph.end <= start or cell.glyph.begin >= stop else THIS)
            * cell.glyph.width
            for cell in self._cells
        )
        return (" " * len(self._head) + marks).rstrip()

    def above(self, expected: bytes, start: int) -> str:
        """Return the expected bytes, aligned with the received ones up to the first difference.

        :param start: the index of the first byte.
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
        """Return glyphs split like the packets; a split letter is two escapes in both lines."""
        borders = (cell.glyph.begin - start for cell in self._cells if cell.edges)
        inside = {place for place in borders if 0 < place <= self._focus - start}
        cuts = sorted({0, *(min(place, len(expected)) for place in inside), len(expected)})
        return [
            glyph
            for begin, end in pairwise(cuts)
            for glyph in glyphs_of(expected[begin:end], start + begin)
        ]


def _place_of(reply: bytes, packets: Sequence[bytes]) -> int | None:
    """Return where a reply begins: its last occurrence, as a fault ends a conversation.

    An occurrence that is a whole message or a whole packet is preferred.
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
    """Return the glyphs and borders between two indexes."""
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
    """Return the index of the cell that holds a byte; the last cell if it lies after all."""
    held = (n for n, cell in enumerate(cells) if cell.glyph.begin <= place < cell.glyph.end)
    return next(held, len(cells) - 1)


def _window(cells: Sequence[_Cell], middle: int, width: int) -> tuple[int, int]:
    """Return the range of cells to show around a cell."""
    first, last = middle, middle + 1
    used = cells[middle].glyph.width
    room = width - 2 * len(CUT)
    for share in (room // 2, room):  # first half of the room to the cells before, then what remains
        while first and used + cells[first - 1].glyph.width <= share:
            first -= 1
            used += cells[first].glyph.width
        while last < len(cells) and used + cells[last].glyph.width <= room:
            used += cells[last].glyph.width
            last += 1
    return first, last
