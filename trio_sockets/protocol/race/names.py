"""What players and rooms may be called, and when two names are the same."""

import unicodedata

MAX_NAME = 24
"""Characters a name may have."""

LOBBY = "lobby"
"""The room of those who name none."""


def is_name(word: str) -> bool:
    """Return whether a player or a room may be called this: 1 to 24 printable characters.

    No blank is printable here, as words on the wire are parted by blanks, and nothing that would
    turn the direction of a line of text is.
    """
    return 1 <= len(word) <= MAX_NAME and word.isprintable() and " " not in word


def name_key(name: str) -> str:
    """Return what is equal for names that people would take for the same, such as Ana and ana.

    It is Unicode's compatibility caseless match (3.13, D146): to fold the case of a character that
    is composed can leave it in pieces, and so it is decomposed before, and composed after.
    """
    folded = unicodedata.normalize("NFD", name).casefold()
    folded = unicodedata.normalize("NFKD", folded).casefold()
    return unicodedata.normalize("NFKC", folded)
