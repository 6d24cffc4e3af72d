"""The words in capitals that stand for a value, in usage lines, help pages and errors."""

import re
from dataclasses import dataclass
from typing import final

from trio_sockets.visible import visible
from trio_sockets.words import Translate, in_english, say

_LABELS = {
    words.english
    for words in (
        say("ADDRESS"),
        say("ARGS"),
        say("CHOICE"),
        say("COMMAND"),
        say("DIALECT"),
        say("DIRECTORY"),
        say("FILE"),
        say("FLOAT"),
        say("INT"),
        say("OPTIONS"),
        say("PATH"),
        say("SCENARIO"),
        say("SERVICE"),
        say("SERVICES"),
        say("STR"),
        say("TIME"),
    )
}

_CAPITALS = re.compile(r"(?<![\w-])[A-Z]+(?![\w-])")


@final
@dataclass(frozen=True, slots=True)
class Label:
    """The name of an option or an argument, as a value in a sentence: see `Readable`."""

    text: str

    def read(self, translate: Translate = in_english) -> str:
        """Return the name in the reader's language; an option is called the same in all."""
        return visible(translated_labels(self.text, translate))


def translated_labels(text: str, translate: Translate) -> str:
    """Return a text with each of these words in the reader's language."""
    return _CAPITALS.sub(
        lambda found: translate(found[0]) if found[0] in _LABELS else found[0], text
    )
