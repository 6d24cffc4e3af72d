"""The parts of a picture: columns, rows down the page, and arrows between them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import final

from trio_sockets.trace.model.arrows import Arrow, Queued
from trio_sockets.trace.model.calls import Call, CallKey, Column
from trio_sockets.trace.model.ends import Moment
from trio_sockets.trace.model.remarks import Remark


class Part(Enum):
    """The kind of a mark: a part of a call, or another event."""

    WHOLE = "whole"
    BEGIN = "begin"
    END = "end"
    QUEUED = "queued"
    LEFT_OUT = "left out"
    SIGNAL = "signal"
    COLLECTED = "collected"
    EXIT = "exit"


@final
@dataclass(slots=True, eq=False)
class Mark:
    """The content of one column of one row.

    :param waited: seconds that the call has waited so far; 0 if it did not wait.
    :param text: the name of a signal, or the way a program ended.
    :param moment: the start of arrows that no call sent.
    :param counts: by name, the number of calls that are left out here.
    """

    at: float
    column: int
    part: Part
    call: Call | None = None
    waited: float = 0.0
    text: str = ""
    queued: Queued | None = None
    moment: Moment | None = None
    counts: Counter[str] = field(default_factory=Counter)


@final
@dataclass(slots=True, eq=False)
class Row:
    """Marks that belong together.

    :param repeats: how many repetitions of the rows above are folded into this one.
    """

    at: float
    marks: dict[int, Mark] = field(default_factory=dict)
    repeats: int = 0


@final
@dataclass(frozen=True, slots=True)
class Bar:
    """A waiting call, from its first row to its last one."""

    column: int
    first: int
    last: int


@final
@dataclass(frozen=True, slots=True)
class Line:
    """An arrow with its position: each end is a row and a column."""

    arrow: Arrow
    source: tuple[int, int]
    target: tuple[int, int]


@final
@dataclass(frozen=True, slots=True)
class Layout:
    """The picture.

    :param began: the time to which all other times are relative.
    :param lines: the arrows from top to bottom, sorted by their ends.
    :param remarks: the remarks on calls.
    """

    began: float
    columns: Sequence[Column]
    rows: Sequence[Row]
    bars: Sequence[Bar]
    lines: Sequence[Line]
    remarks: Mapping[CallKey, Sequence[Remark]]
