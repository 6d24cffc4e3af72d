"""The rules for names of players and of rooms, and when two names are the same.

The rules are those of the Nickname profile (RFC 8266) and of the identifiers of Unicode (UTS #39),
as far as a name that a person reads in a list needs them. A name that breaks one is refused, and
never altered: a player has the name that he asked for, or is told that he cannot have it.
"""

import unicodedata
from typing import Final

from trio_sockets.protocol.race.look_alikes import LOOK_ALIKES
from trio_sockets.protocol.unseen import has_unseen

MAX_NAME = 24
"""Characters a name may have."""

LOBBY = "lobby"
"""The room of players who name no room."""

MAX_MARKS = 4
"""Combining marks in a row (UTS #39, 5.4). More of them reach into the lines above and below."""

_ALIKE_SCRIPTS: Final = {
    *("ARMENIAN", "CANADIAN", "CARIAN", "CHEROKEE", "COPTIC", "CYRILLIC", "DESERET", "ELBASAN"),
    *("GREEK", "LATIN", "LISU", "LYCIAN", "MIAO", "OLD", "OSAGE", "RUNIC", "TIFINAGH", "WARANG"),
}
"""Scripts with many letters of the same look, by the first word of their characters' names."""

_ANY_SCRIPT: Final = {"COMBINING", "DOUBLE", "HANGUL", "IDEOGRAPHIC", "VEDIC"}
"""The first words of the names of marks that go on letters of other scripts."""


def is_name(word: str) -> bool:
    """Return whether a player or a room may have this name: 1 to 24 visible characters.

    - It has no blank, as blanks separate the words on the wire; no control or format character,
      which might turn the direction of a line of text; and no unassigned character.
    - It has no character of ``UNSEEN``, and no mark without a letter to stand on.
    - It has no more than ``MAX_MARKS`` marks on a character, none of them twice in a row, and none
      on a letter of a script that does not have it.
    - Of the alphabets that look alike (``_ALIKE_SCRIPTS``), it has letters of one only.
    """
    if not 1 <= len(word) <= MAX_NAME or not word.isprintable() or " " in word:
        return False
    if word.isascii():
        return True
    # Some characters are a blank and a mark, or a filler, once they are taken apart.
    apart = unicodedata.normalize("NFKD", word)
    return (
        not has_unseen(word + apart)
        and " " not in apart
        and _marks_are_seen(apart)
        and len(_ALIKE_SCRIPTS & {_script(c) for c in apart if _is(c, "L")}) <= 1
    )


def name_key(name: str) -> str:
    """Return a key that is equal for names that people take for the same, such as Ana and ana.

    It is Unicode's compatibility caseless match (3.13, D146): folding the case of a composed
    character can leave it in pieces, so the name is decomposed before, and composed after. Letters
    that look like one of ASCII become that one, and an i loses a second dot (UTS #39, 4).
    """
    if name.isascii():
        return name.lower()
    folded = unicodedata.normalize("NFD", name).casefold()
    folded = unicodedata.normalize("NFKD", folded).casefold()
    # Composed once, as a letter and its mark may only fold together; and then taken apart again.
    folded = unicodedata.normalize("NFKC", folded)
    plain = unicodedata.normalize("NFD", folded).translate(LOOK_ALIKES)
    for dotted in "ij":
        plain = plain.replace(f"{dotted}\N{COMBINING DOT ABOVE}", dotted)
    return unicodedata.normalize("NFC", plain)


def _marks_are_seen(apart: str) -> bool:
    base, marks = "", ""
    for character in apart:
        if not _is(character, "M"):
            base, marks = _script(character), ""
            continue
        known = _script(character) in _ANY_SCRIPT | {base}
        if not base or not known or marks.endswith(character) or len(marks) == MAX_MARKS:
            return False
        marks += character
    return True


def _is(character: str, category: str) -> bool:
    return unicodedata.category(character).startswith(category)


def _script(character: str) -> str:
    """Return the first word of a character's name, which is its script's if it is a letter.

    Python has no table of scripts.
    """
    return unicodedata.name(character, "").partition(" ")[0]
