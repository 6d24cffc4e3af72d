"""What a person is shown: nothing that steers a terminal gets through."""

import unicodedata

from trio_sockets.protocol.unseen import has_unseen
from trio_sockets.visible import visible

HARMLESS = "LMNPSZ"
"""The letters of the categories that may be shown: Unicode, section 4.5."""

STEERING = {"Zl", "Zp"}
"""Separators of lines and paragraphs, which move the cursor."""


def shown(data: bytes) -> None:
    """Show one text, with and without characters to keep."""
    text = data.decode("utf-8", "surrogateescape")
    plain = visible(text)
    assert all(map(is_harmless, plain))
    plain.encode()
    assert visible(plain) == plain
    if all(map(is_harmless, text)) and not has_unseen(text):
        assert plain == text
    kept = visible(text, keep="\n\t")
    assert kept.count("\n") == text.count("\n")
    assert all(is_harmless(character) or character in "\n\t" for character in kept)
    assert visible(kept) == plain


def is_harmless(character: str) -> bool:
    """Whether a character only shows itself."""
    category = unicodedata.category(character)
    return category[0] in HARMLESS and category not in STEERING
