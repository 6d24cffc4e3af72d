"""Exponential backoff, as a value: no clock, no chance."""

from typing import final


@final
class Backoff:
    """The pauses between attempts that fail: each is twice as long as the one before.

    :param first: seconds of the first pause.
    :param longest: seconds of a pause at most.
    """

    __slots__ = ("_first", "_longest", "_next")

    def __init__(self, first: float, longest: float) -> None:
        self._first = self._next = first
        self._longest = longest

    def next(self) -> float:
        """Return the seconds to wait now."""
        pause = self._next
        self._next = min(2 * pause, self._longest)
        return pause

    def reset(self) -> None:
        """Begin with the first pause again: an attempt was successful."""
        self._next = self._first
