"""What is wrong with a TOML file, as sentences: `tomllib` has them in English alone."""

import re
from collections.abc import Iterator

from trio_sockets.words import Words, say

_KNOWN = {
    words.english: words
    for words in (
        say("Cannot overwrite a value"),
        say("Escaped character is not a Unicode scalar value"),
        say("Expected '=' after a key in a key/value pair"),
        say("Expected ']' at the end of a table declaration"),
        say("Expected ']]' at the end of an array declaration"),
        say("Expected newline or end of document after a statement"),
        say("Invalid date or datetime"),
        say("Invalid hex value"),
        say("Invalid initial character for a key part"),
        say("Invalid statement"),
        say("Invalid value"),
        say("Unclosed array"),
        say("Unclosed inline table"),
        say("Unterminated string"),
    )
}

_NAMING = {
    re.compile(pattern): words
    for pattern, words in (
        (r"Cannot declare (?P<key>.*) twice", say("Cannot declare {key} twice")),
        (
            r"Cannot mutate immutable namespace (?P<key>.*)",
            say("Cannot mutate immutable namespace {key}"),
        ),
        (r"Cannot redefine namespace (?P<key>.*)", say("Cannot redefine namespace {key}")),
        (r"Duplicate inline table key (?P<key>.*)", say("Duplicate inline table key {key}")),
        (r"Expected (?P<what>'.*'|\".*\")", say("Expected {what}")),
        (r"Found invalid character (?P<what>.*)", say("Found invalid character {what}")),
        (r"Illegal character (?P<what>.*)", say("Illegal character {what}")),
        (r"Unescaped (?P<what>'.*') in a string", say("Unescaped {what} in a string")),
    )
}

_PLACE = re.compile(r"(.*) \(at line (\d+), column (\d+)\)", re.DOTALL)
_END = re.compile(r"(.*) \(at end of document\)", re.DOTALL)


def toml_fault(error: ValueError | RecursionError) -> Words:
    """Return why a text is not TOML.

    :param error: of `tomllib.loads`: its own, or one of Python's limits.
    """
    if isinstance(error, RecursionError):
        return say("its lists or tables are nested too deeply")
    text = str(error)
    if place := _PLACE.fullmatch(text):
        return say(
            "{reason} (at line {line}, column {column})",
            reason=_reason(place[1]),
            line=place[2],
            column=place[3],
        )
    if end := _END.fullmatch(text):
        return say("{reason} (at end of document)", reason=_reason(end[1]))
    if text.startswith("Exceeds the limit"):
        return say("a number in it has too many digits")
    return _reason(text)


def _reason(text: str) -> Words:
    return _KNOWN.get(text) or next(_naming(text), say("{words}", words=text))


def _naming(text: str) -> Iterator[Words]:
    for pattern, words in _NAMING.items():
        if found := pattern.fullmatch(text):
            yield say(words.english, **found.groupdict())
