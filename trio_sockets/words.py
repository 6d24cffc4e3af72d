"""Sentences for people, which have no language before somebody reads them."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol, TypeAlias, final, runtime_checkable

from trio_sockets.visible import visible

Translate: TypeAlias = Callable[[str], str]
"""Gives a sentence in the reader's language, with the same ``{names}`` in it."""


def in_english(sentence: str) -> str:
    """Return it as it is: the sentences of the code are English."""
    return sentence


@runtime_checkable
class Readable(Protocol):
    """A value in a sentence that is rendered in the reader's language, as `Words` are."""

    def read(self, translate: Translate = in_english) -> str:
        """Return the text in the reader's language."""


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
    :param values: their values: numbers, words, bytes from the network, other sentences.
    """
    return Words(english, MappingProxyType(values))


def show_bytes(data: bytes) -> str:
    r"""Return bytes as a person can read them: text as text, all else as escapes.

    A blank that is not U+0020 is an escape too, as it would look like one; and ``\xff`` is a byte
    that is no UTF-8, never the character U+00FF.

    >>> show_bytes("café\u00a0!\r\n".encode() + b"\xff")
    'café\\u00a0!\\r\\n\\xff'
    """
    text = data.decode(errors="surrogateescape").replace("\\", "\\\\")
    return visible("".join(map(_unmistakable, text)))


def _unmistakable(character: str) -> str:
    if "\udc80" <= character <= "\udcff":  # a byte that was no UTF-8
        return f"\\x{ord(character) - 0xDC00:02x}"
    if "\x80" <= character <= "\xff" and not character.isprintable():
        return f"\\u{ord(character):04x}"
    if character != " " and unicodedata.category(character) == "Zs":
        return character.encode("unicode_escape").decode()
    return character


@final
@dataclass(frozen=True, slots=True)
class Printed:
    """The output of a program: its lines stay lines."""

    output: str


def _shown(value: object, translate: Translate) -> object:
    match value:
        case Printed():
            return visible(value.output, keep="\n\t")
        case Readable():
            return value.read(translate)
        case bytes():
            return show_bytes(value)
        case str():
            return visible(value)
        case _:
            return value
