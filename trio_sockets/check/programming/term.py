"""Things that each language calls by its own name, and sentences with a place for such a name.

A judge writes ``say("Leave the loop when {end}.", end=END)`` without knowing the program's
language. Once the language is known, `in_language` fills in the name. Otherwise the sentence names
what Python does, as the lab sheet does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias, final

from trio_sockets.check.programming.language import ProgrammingLanguage
from trio_sockets.words import Translate, Words, in_english

Name: TypeAlias = str | Words
"""Code, which is never translated, or a clause, which is."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One thing, with its name in each language.

    All names of a term fit the same place in a sentence. Do not put a term at the beginning of a
    sentence: some names are code and begin with a small letter.

    :param cpp: the name in C++; None if it is the same as in C.
    """

    python: Name
    java: Name
    c: Name
    cpp: Name | None = None
    csharp: Name
    javascript: Name
    go: Name
    php: Name
    ruby: Name
    perl: Name
    other: Name

    def name_in(self, language: ProgrammingLanguage) -> Name:
        """Return the name in a language."""
        name: Name | None = getattr(self, language.value)
        return self.c if name is None else name

    def read(self, translate: Translate = in_english) -> str:
        """Return the name in Python, for a sentence whose program has no known language."""
        return self.python if isinstance(self.python, str) else self.python.read(translate)


def in_language(words: Words, language: ProgrammingLanguage) -> Words:
    """Return the sentence with each nested `Term` replaced by its name in a language."""
    named = {key: _named(value, language) for key, value in words.values.items()}
    return Words(words.english, MappingProxyType(named))


def terms_in(values: Mapping[str, object]) -> list[Term]:
    """Return the terms among the values of a sentence, nested ones included."""
    found = []
    for value in values.values():
        match value:
            case Term():
                found.append(value)
            case Words():
                found += terms_in(value.values)
            case _:
                pass
    return found


def _named(value: object, language: ProgrammingLanguage) -> object:
    match value:
        case Term():
            return value.name_in(language)
        case Words():
            return in_language(value, language)
        case _:
            return value
