"""Bytes as printable text, and the number of columns that it takes on a terminal."""

from dataclasses import dataclass
from typing import final

from rich.cells import cell_len

from trio_sockets.words import show_bytes

CUT = "…"
"""Marks text that was left out."""


@final
@dataclass(frozen=True, slots=True)
class Glyph:
    r"""A unit of the text: a letter with its accents, or an escape such as ``\n``.

    :param begin: the index of its first byte.
    :param end: the index after its last byte.
    """

    text: str
    begin: int
    end: int

    @property
    def width(self) -> int:
        """The number of columns that it takes."""
        return cell_len(self.text)


def glyphs_of(data: bytes, begin: int = 0) -> list[Glyph]:
    """Return the glyphs of bytes, in order.

    :param begin: the index of the first byte.
    """
    glyphs: list[Glyph] = []
    for character in data.decode(errors="surrogateescape"):
        raw = character.encode(errors="surrogateescape")
        text, end = show_bytes(raw), begin + len(raw)
        if cell_len(text):
            glyphs.append(Glyph(text, begin, end))
        elif glyphs:
            before = glyphs.pop()  # a combining accent belongs to the letter before it
            glyphs.append(Glyph(before.text + text, before.begin, end))
        else:
            escape = character.encode("unicode_escape").decode()
            glyphs.append(Glyph(escape, begin, end))
        begin = end
    return glyphs


def shorten(text: str, width: int) -> str:
    """Return the text, without its middle if it is wider than ``width`` columns."""
    if cell_len(text) <= width:
        return text
    head = tail = ""
    while cell_len(head + text[len(head)]) <= width // 2:
        head += text[len(head)]
    while cell_len(head + CUT + text[-1 - len(tail)] + tail) <= width:
        tail = text[-1 - len(tail)] + tail
    return head + CUT + tail
