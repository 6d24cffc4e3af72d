"""Reads the patterns of messages from a dialect's TOML file."""

from collections.abc import Sequence

from trio_sockets.check.dialect.patterns import FreeText, Pattern, Template
from trio_sockets.check.files.table import Table
from trio_sockets.words import WrongWordError, say


class DialectError(WrongWordError):
    """A dialect's file is wrong; the message is one line that says where, and what to write."""


class DialectTable(Table):
    """A table of a dialect's file."""

    error = DialectError


def is_false(table: DialectTable, key: str) -> bool:
    """Take an entry if it is ``false``, which means that the message does not exist."""
    if table.entries.get(key) is not False:
        return False
    del table.entries[key]
    return True


def take_line(table: DialectTable, key: str, default: str, *fields: str) -> str:
    """Take a template of one line.

    :param fields: the fields that it must hold, each once.
    """
    text = table.take(key, str, default)
    for field in fields:
        if text.count(field) != 1:
            raise table.wrong(key, say("must hold {field} once", field=field))
    if not text or "\n" in text:
        raise table.wrong(key, say("must be one line"))
    return text


def take_patterns(
    table: DialectTable, key: str, numbers: Sequence[str] | None
) -> tuple[Pattern, ...]:
    """Take a pattern, or a list of patterns for a message that has several forms.

    :param numbers: the allowed names of its numbers; None allows any.
    """
    given = table.take(key, object, [])
    alternatives = given if isinstance(given, list) else [given]
    patterns = tuple(_pattern(table, key, alternative) for alternative in alternatives)
    for pattern in patterns:
        for field in sorted(pattern.fields - {*numbers} if numbers is not None else ()):
            known = ", ".join(numbers or ())
            raise table.wrong(
                key,
                say("has no number called {field}, only: {known}", field=field, known=known)
                if known
                else say("has no number called {field}, only: none", field=field),
            )
    return patterns


def _pattern(table: DialectTable, key: str, given: object) -> Pattern:
    if isinstance(given, str) and given.strip():
        template = Template(given)
        if any(given.count(f"{{{field}}}") > 1 for field in template.fields):
            raise table.wrong(key, say("has a field twice"))
        return template
    if not isinstance(given, dict):
        raise table.wrong(key, say("must be a template, a table of words, or a list of these"))
    inner = DialectTable(table.within(key), given)
    words, numbers, but = (inner.take(name, list, []) for name in ("words", "numbers", "but"))
    inner.finish()
    if not (words or numbers) or not all(
        isinstance(word, str) and word for word in words + numbers + but
    ):
        raise table.wrong(key, say("needs words or numbers; these and but are lists of strings"))
    return FreeText(tuple(words), tuple(numbers), tuple(but))
