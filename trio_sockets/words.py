"""Sentences for people, which have no language before somebody reads them."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol, Self, TypeAlias, final, runtime_checkable

from trio_sockets.visible import visible

Translate: TypeAlias = Callable[[str], str]
"""Gives a sentence in the reader's language, with the same ``{names}`` in it."""


def in_english(sentence: str) -> str:
    """Return it as it is: the sentences of the code are English."""
    return sentence


def decimal(digits: str, translate: Translate = in_english) -> str:
    """Return a number with the decimal mark of the reader's language.

    :param digits: as Python writes it.
    """
    whole, _, part = digits.partition(".")
    return translate("{whole}.{part}").format(whole=whole, part=part) if part else whole


class _Decimal(float):
    """A number in a sentence, whose format may ask for a decimal mark."""

    def __new__(cls, value: float, _translate: Translate) -> Self:
        return super().__new__(cls, value)

    def __init__(self, _value: float, translate: Translate) -> None:
        self._translate = translate

    def __format__(self, form: str) -> str:
        return decimal(format(float(self), form), self._translate)


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


class ReadableError(Exception):
    """An error whose text is one line for a person. Its own text is English.

    :ivar words: the text, in any language.
    """

    def __init__(self, words: Words | str) -> None:
        self.words = words if isinstance(words, Words) else say("{words}", words=words)
        super().__init__(self.words.read())

    def read(self, translate: Translate = in_english) -> str:
        """Return its text in the reader's language; so it may stand in a sentence, too."""
        return self.words.read(translate)


class WrongWordError(ReadableError, ValueError):
    """What a person wrote is wrong. The text says what to write instead."""


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
        case float():
            return _Decimal(value, translate)
        case _:
            return value
