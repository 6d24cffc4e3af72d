"""The parts of a drawing, in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from trio_sockets.trace.views.cell_lines import StyledLine


@final
@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text; its spans have CSS classes."""

    x: float
    y: float
    spans: StyledLine


@final
@dataclass(frozen=True, slots=True)
class Cell:
    """The box of a mark, with its lines.

    :param link: the anchor of its row in the list of calls; "" if it is not a call.
    :param title: the tooltip: the line of the program's own code.
    """

    x: float
    y: float
    width: float
    height: float
    lines: Sequence[TextLine]
    link: str
    title: str
    kind: str


@final
@dataclass(frozen=True, slots=True)
class Path:
    """An arrow, with its label.

    :param head: the name of the marker at its end.
    """

    points: str
    x: float
    y: float
    label: str
    kind: str
    head: str


@final
@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


@final
@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole picture, in pixels."""

    width: float
    height: float
    titles: Sequence[TextLine]
    times: Sequence[TextLine]
    bars: Sequence[Box]
    lanes: Sequence[Box]
    cells: Sequence[Cell]
    paths: Sequence[Path]
    legend: Sequence[str]
    description: str
