"""Making text from the network fit for a terminal or a log."""

import unicodedata
from typing import Final

from trio_sockets.protocol.unseen import UNSEEN, has_unseen

_SELECTORS: Final = "\ufe0e\ufe0f"
"""They say how the symbol before them looks."""


def visible(text: str, *, keep: str = "") -> str:
    r"""Return the text with every character that could steer a terminal written as its escape.

    That is all that Unicode calls control, format (so bidi overrides too), surrogate, private,
    unassigned, and line or paragraph separator; a space of any width stays. So is every character
    that nobody sees (`UNSEEN`), so that two texts that differ look different; but for the variation
    selectors of text and emoji behind a symbol, where programs write them.

    :param text: from anywhere.
    :param keep: characters to let through all the same, such as ``"\n\t"``.

    >>> visible("a\x1b[2J\u202eb")
    'a\\x1b[2J\\u202eb'
    """
    if text.isprintable() and not has_unseen(text):
        return text
    return "".join(
        character if character in keep or _is_plain(character, before) else _escape(character)
        for before, character in zip(f" {text}", text, strict=False)
    )


def _is_plain(character: str, before: str) -> bool:
    if character in UNSEEN:
        return character in _SELECTORS and unicodedata.category(before) in {"So", "Sm", "Po"}
    return character.isprintable() or unicodedata.category(character) == "Zs"


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode()
