"""Splits sentences into clauses, and clauses into words."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import final

BEGIN, END = "^", "$"
"""Stand for the two ends of a clause in a phrase."""

_PIECE = re.compile(
    r"(?P<skip>(?<=[^\W\d_])\s*[:=]\s*(?=\d)|[\s_#°*]+|(?<=\w)-(?=[^\W\d_]))"
    r"|(?P<cut>\d+\s*/\s*\d+|[-=]+>|[^\W\d_]+(?:/[^\W\d_]+)+)"
    r"|(?P<number>(?<![\w-])[+-]?\d+|\d+)"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<stop>[.!?;\n…]+)"
    r"|(?P<symbol>[<>]=?|.)",
    re.DOTALL,
)
_APOSTROPHES = str.maketrans({"º": " ", "ª": " ", "’": "'", "`": "'", "´": "'"})  # noqa: RUF001 - typed so
_CANNOT = re.compile(r"\bcan't\b", re.IGNORECASE)
_NOT = re.compile(r"n't\b", re.IGNORECASE)


@final
@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a symbol.

    :param exact: the word in lower case.
    :param plain: the word in lower case and without accents.
    :param is_name: the word is capitalised but does not begin a sentence, so it may be a player's
        name.
    """

    exact: str
    plain: str
    is_name: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it consists of digits."""
        return self.plain[-1:].isdecimal()


@final
@dataclass(slots=True)
class Sentence:
    """A sentence, split into clauses at commas and similar signs.

    :param asks: the sentence ends in a question mark.
    """

    clauses: list[list[Token]] = field(default_factory=lambda: [[]])
    asks: bool = False


def token(word: str, *, is_name: bool = False) -> Token:
    """Return the token of a word."""
    exact = unicodedata.normalize("NFKC", word).casefold()
    return Token(exact, plain(exact), is_name)


def plain(text: str) -> str:
    """Return a text in lower case, without accents and without the variation selectors of emoji."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")


def spaced(text: str) -> str:
    """Return a text with spaces for apostrophes, and with "n't" as a separate word."""
    text = unicodedata.normalize("NFC", text).translate(_APOSTROPHES)
    text = _CANNOT.sub("can not", text)
    return _NOT.sub(" not", text).replace("'", " ")


def sentences(message: str, symbols: Collection[str]) -> list[Sentence]:
    """Split a message into sentences.

    :param symbols: the symbols that are words, such as an arrow; any other symbol separates
        clauses.
    """
    text = "".join(
        letter for letter in spaced(message) if unicodedata.category(letter) not in {"Cf", "Me"}
    ).replace("\ufe0f", "")
    if not any(letter.isalnum() for letter in text):  # a line of dashes, a prompt, or a lone plus
        return [Sentence([[token(word) for word in text.split()]])]
    found = [Sentence()]
    shouted = message.upper() == message
    for piece in _PIECE.finditer(text):
        clauses = found[-1].clauses
        match piece.lastgroup:
            case "number":
                clauses[-1].append(token(piece[0]))
            case "word":
                named = piece[0].istitle() and any(clauses) and not shouted
                clauses[-1].append(token(piece[0], is_name=named))
            case "symbol" if piece[0] in symbols:
                clauses[-1].append(token(piece[0]))
            case "stop":
                found[-1].asks = "?" in piece[0] and "!" not in piece[0]
                found.append(Sentence())
            case "cut" | "symbol":
                clauses.append([])
            case _:
                pass
    return found
