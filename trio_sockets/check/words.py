"""Sentences for people, which have no language before somebody reads them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias, final

from trio_sockets.visible import visible

Translate: TypeAlias = Callable[[str], str]
"""Gives a sentence in the reader's language, with the same ``{names}`` in it."""


def in_english(sentence: str) -> str:
    """Return it as it is: the sentences of the code are English."""
    return sentence


@final
@dataclass(frozen=True, slots=True)
class Words:
    """A sentence with ``{names}`` in it, and what stands for them.

    Judges speak in these, so that they need not know who reads.
    """

    english: str
    values: Mapping[str, object]

    def read(self, translate: Translate = in_english) -> str:
        """Return the sentence in the reader's language.

        What came from the network shows no control characters.
        """
        shown = {name: _shown(value, translate) for name, value in self.values.items()}
        return translate(self.english).format(**shown)


def say(english: str, /, **values: object) -> Words:
    """Make a sentence. Babel finds the sentences to translate by this name.

    :param english: with ``{names}``.
    :param values: what stands for them: numbers, words, bytes from the network, other sentences.
    """
    return Words(english, MappingProxyType(values))


def show_bytes(data: bytes) -> str:
    r"""Return bytes as a person can read them: text as text, all else as escapes.

    >>> show_bytes("café\r\n".encode() + b"\xff")
    'café\\r\\n\\xff'
    """
    text = data.decode(errors="surrogateescape").replace("\\", "\\\\")
    return "".join(
        f"\\x{ord(character) - 0xDC00:02x}" if "\udc80" <= character <= "\udcff" else character
        for character in visible(text, keep="".join(map(chr, range(0xDC80, 0xDD00))))
    )


@final
@dataclass(frozen=True, slots=True)
class Printed:
    """What a program printed: its lines stay lines."""

    output: str


def _shown(value: object, translate: Translate) -> object:
    match value:
        case Printed():
            return visible(value.output, keep="\n\t")
        case Words():
            return value.read(translate)
        case bytes():
            return show_bytes(value)
        case str():
            return visible(value)
        case _:
            return value
