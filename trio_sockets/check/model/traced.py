"""A check that was run again to see the calls of its program, after its verdict was found."""

from dataclasses import dataclass
from typing import final

from trio_sockets.trace.model.picture import Layout
from trio_sockets.words import Words


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """The calls of that run as a picture, or why there is none.

    :param layout: None if there is no picture.
    :param now: the time up to which a call that goes on had waited.
    :param words: one line: why there is none, or what it lacks.
    """

    layout: Layout | None = None
    now: float = 0.0
    words: Words | None = None
