"""Making text from the network fit for a terminal or a log."""

import unicodedata


def visible(text: str, *, keep: str = "") -> str:
    r"""Return the text with every character that could steer a terminal written as its escape.

    That is all that Unicode calls control, format (so bidi overrides too), surrogate, private,
    unassigned, and line or paragraph separator; a space of any width stays.

    :param text: from anywhere.
    :param keep: characters to let through all the same, such as ``"\n\t"``.

    >>> visible("a\x1b[2J\u202eb")
    'a\\x1b[2J\\u202eb'
    """
    if text.isprintable():
        return text
    return "".join(
        character if character in keep or _is_plain(character) else _escape(character)
        for character in text
    )


def _is_plain(character: str) -> bool:
    return character.isprintable() or unicodedata.category(character) == "Zs"


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode()
