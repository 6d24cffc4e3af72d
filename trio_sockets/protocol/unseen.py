"""Invisible characters that Python calls printable."""

from typing import Final

_RANGES: Final = (
    # Default_Ignorable_Code_Point (Unicode 16, DerivedCoreProperties.txt): fillers, joiners,
    # variation selectors, tags. Unicode reserves these ranges, so later versions add little.
    *((0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5)),
    *((0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164)),
    *((0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8)),
    *((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
    # Symbols and letters whose glyph is blank: the Braille pattern without dots, Egyptian blanks,
    # the filler of Khitan, the notehead that is not drawn; and the mark for an object that is not
    # there.
    *((0x2800, 0x2800), (0x13441, 0x13442), (0x16FE4, 0x16FE4), (0x1D159, 0x1D159)),
    (0xFFFC, 0xFFFC),
)

UNSEEN: Final = frozenset(chr(code) for low, high in _RANGES for code in range(low, high + 1))
"""All of them, but not separators (Zs) and control characters: `str.isprintable` knows those."""


def has_unseen(text: str) -> bool:
    """Return whether a character of the text is invisible."""
    return not text.isascii() and not UNSEEN.isdisjoint(text)
