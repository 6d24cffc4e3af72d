"""What servers say, in three languages, and what it means.

The word lists of the dialects were written from two thirds of the first draw. The third that was
held back, and the later draws, were measured before anybody looked at what went wrong.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import final

from trio_sockets.check.sentences.meaning import Meaning

DIALECTS = {"english": "free-text", "french": "texte-libre", "spanish": "texto-libre"}
"""The dialect that reads each language."""

_HERE = Path(__file__).parent


@final
@dataclass(frozen=True, slots=True)
class Sentence:
    """What a server says.

    :param meant: what it means to a person who plays.
    :param draw: ``first``, ``second`` or ``third``: when it was written.
    """

    text: str
    meant: Meaning
    draw: str

    @property
    def is_held_back(self) -> bool:
        """Whether the word lists were written without it."""
        return self.draw != "first" or hashlib.sha256(self.text.encode()).digest()[0] % 3 == 0


def sentences(language: str) -> list[Sentence]:
    """Return the corpus of a language, in the order of its file."""
    draws = tomllib.loads((_HERE / f"{language}.toml").read_text(encoding="utf-8"))
    return [
        Sentence(text, Meaning(meant), draw)
        for draw, meanings in draws.items()
        for meant, texts in meanings.items()
        for text in texts
    ]
