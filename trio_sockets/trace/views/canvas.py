"""Lines and text on a grid of characters, with joined line characters."""

from collections import defaultdict
from collections.abc import Iterable
from enum import Flag
from typing import Final, final

from trio_sockets.trace.views.cells import Look


class Way(Flag):
    """The directions of the lines from the middle of a character."""

    UP = 1
    DOWN = 2
    LEFT = 4
    RIGHT = 8


_LINES: Final = {
    Way.LEFT | Way.RIGHT: "─",
    Way.LEFT: "─",
    Way.RIGHT: "─",
    Way.UP | Way.DOWN: "│",
    Way.UP: "│",
    Way.DOWN: "│",
    Way.DOWN | Way.RIGHT: "┌",
    Way.DOWN | Way.LEFT: "┐",
    Way.UP | Way.RIGHT: "└",
    Way.UP | Way.LEFT: "┘",
    Way.UP | Way.DOWN | Way.RIGHT: "├",
    Way.UP | Way.DOWN | Way.LEFT: "┤",
    Way.DOWN | Way.LEFT | Way.RIGHT: "┬",
    Way.UP | Way.LEFT | Way.RIGHT: "┴",
    Way.UP | Way.DOWN | Way.LEFT | Way.RIGHT: "┼",
}
_DASHED: Final = {"─": "┄", "│": "┆"}


@final
class Canvas:
    """A grid with room for lines, and text over them.

    :param width: the number of columns.
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._ways: defaultdict[tuple[int, int], Way] = defaultdict(lambda: Way(0))
        self._dashed: dict[tuple[int, int], bool] = {}
        self._text: dict[tuple[int, int], tuple[str, Look]] = {}

    def across(self, y: int, begin: int, end: int, *, dashed: bool) -> None:
        """Draw a horizontal line in a row."""
        left, right = min(begin, end), max(begin, end)
        for x in range(left, right + 1):
            ways = (Way.LEFT if x > left else Way(0)) | (Way.RIGHT if x < right else Way(0))
            self._line(y, x, ways, dashed=dashed)

    def down(self, x: int, begin: int, end: int, *, dashed: bool) -> None:
        """Draw a vertical line in a column."""
        for y in range(begin, end + 1):
            ways = (Way.UP if y > begin else Way(0)) | (Way.DOWN if y < end else Way(0))
            self._line(y, x, ways, dashed=dashed)

    def write(self, y: int, x: int, text: Iterable[str], look: Look) -> None:
        """Write over the grid; each string of the text takes one column."""
        for place, character in enumerate(text, x):
            self._text[y, place] = character, look

    def row(self, y: int) -> list[tuple[str, Look]]:
        """Return the characters of a row."""
        return [self._at(y, x) for x in range(self._width)]

    def _line(self, y: int, x: int, ways: Way, *, dashed: bool) -> None:
        self._ways[y, x] |= ways
        self._dashed[y, x] = dashed and self._dashed.get((y, x), True)

    def _at(self, y: int, x: int) -> tuple[str, Look]:
        if (y, x) in self._text:
            return self._text[y, x]
        if (y, x) not in self._ways:
            return " ", Look.PLAIN
        character = _LINES.get(self._ways[y, x], "─")
        return (_DASHED.get(character, character) if self._dashed[y, x] else character), Look.SOFT
