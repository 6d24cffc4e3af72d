"""The lines of a cell of any width, wrapped at words."""

from rich.cells import cell_len, chop_cells

from trio_sockets.trace.model.picture import Mark
from trio_sockets.trace.views.cells import CellWriter, Look, Span

StyledLine = list[Span]

_INDENT = "  "

_WRAPPED = {Look.DATA, Look.ERROR, Look.WAIT}
"""Styles of text that goes to a separate line rather than being truncated."""


def cell_lines(cells: CellWriter, mark: Mark, width: int) -> list[StyledLine]:
    """Return the lines of a cell.

    :param width: the most columns of a line.
    """
    lines: list[StyledLine] = [[]]
    room = width
    for span in cells.head(mark):
        text = span.text
        if cell_len(text) > room and span.look is Look.SOFT and room < width:
            continue
        if cell_len(text) > room and span.look in _WRAPPED and room < width:
            lines.append([Span(_INDENT)])
            room = width - len(_INDENT)
            text = text.lstrip()
        fits = span.look is Look.DATA or cell_len(text) <= room
        *whole, text = [text] if fits else wrapped(text, room)
        for piece in whole:
            lines[-1].append(Span(piece, span.look))
            lines.append([Span(_INDENT)])
            room = width - len(_INDENT)
        text = cut(text, room)
        lines[-1].append(Span(text, span.look))
        room -= cell_len(text)
    for span in cells.below(mark):
        pieces = wrapped(span.text, width - len(_INDENT))
        lines += [[Span(_INDENT), Span(piece, span.look)] for piece in pieces]
    return lines


def cut(text: str, width: int) -> str:
    """Return a text, truncated if it is wider than ``width`` columns."""
    if cell_len(text) <= width:
        return text
    return chop_cells(text, width - 1)[0] + "…" if width > 1 else ""


def wrapped(text: str, width: int) -> list[str]:
    """Wrap a text at words; leading blanks stay."""
    lines: list[str] = []
    line = text[: len(text) - len(text.lstrip(" "))]
    for word in filter(None, text.split(" ")):  # a no-break space keeps a colon at its word
        longer = f"{line} {word}" if line.strip() else line + word
        if cell_len(longer) <= width:
            line = longer
            continue
        if line.strip():
            lines.append(line)
        line = cut(word, width)
    return [*lines, line]
