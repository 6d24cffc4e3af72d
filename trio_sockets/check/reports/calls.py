"""The calls of a finding that was run again under trace, as a report shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from trio_sockets.check.model.traced import Traced
from trio_sockets.check.reports import labels
from trio_sockets.trace.model.picture import Layout
from trio_sockets.trace.views.cell_lines import StyledLine
from trio_sockets.trace.views.svg import to_part
from trio_sockets.trace.views.text import NARROWEST, TextView
from trio_sockets.words import Translate, Words

FEW = 24
"""Lines that a terminal shows of a picture: the end, as that is where it went wrong."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """A picture, or why there is none. What is empty is not there.

    :param lines: as a terminal shows it.
    :param svg: an element for a page, with `trio_sockets.trace.views.svg.style`.
    :param words: why there is no picture, or what it lacks.
    """

    lines: Sequence[StyledLine] = ()
    svg: str = ""
    words: str = ""


def calls_of(traced: Traced | None, name: str, translate: Translate, columns: int) -> Calls | None:
    """Return what is shown; None if the check was not run again.

    :param name: tells the picture from the others of a page.
    :param columns: what its lines should fit into.
    """
    if traced is None:
        return None
    if traced.layout is None:
        return Calls(words=_read(traced.words, translate))
    svg = to_part(traced.layout, translate, traced.now, name)
    if columns < NARROWEST:
        return Calls(svg=svg, words=labels.NARROW.read(translate))
    view = TextView(traced.layout, translate, columns, traced.now)
    lines, left_out = _last_lines(traced.layout, view)
    words = labels.lines_above(left_out) if left_out else traced.words
    return Calls(lines=lines, svg=svg, words=_read(words, translate))


def _last_lines(layout: Layout, view: TextView) -> tuple[list[StyledLine], int]:
    """Return the title, the last lines of a picture, and how many it has above these."""
    lines = list(view.rows(range(len(layout.rows))))
    left_out = max(0, len(lines) - FEW)
    if left_out == 1:  # the line that says so would take one itself
        left_out = 0
    return [*view.title(), *lines[left_out:], *view.legend()], left_out


def _read(words: Words | None, translate: Translate) -> str:
    return "" if words is None else words.read(translate)
