"""Reads tables of a TOML file, with clear errors."""

import tomllib
from collections.abc import Mapping
from typing import ClassVar, Self, TypeVar

from trio_sockets.toml_faults import toml_fault
from trio_sockets.words import Words, WrongWordError, say

T = TypeVar("T")

_MUST_BE: dict[type, Words] = {
    str: say("must be a string"),
    int: say("must be a whole number"),
    bool: say("must be true or false"),
    dict: say("must be a table"),
    list: say("must be a list"),
}


class Table:
    """A TOML table that reports wrong entries, and entries that were never taken.

    :param where: the file and the table, for error messages.
    """

    error: ClassVar[type[WrongWordError]] = WrongWordError
    """The class of the errors; the message is one line that says what to write."""

    def __init__(self, where: Words | str, entries: Mapping[str, object]) -> None:
        self.where = where
        self.entries = dict(entries)

    @classmethod
    def parse(cls, where: str, toml: str) -> Self:
        """Return the top-level table of a file.

        :raises WrongWordError: the text is not TOML, or exceeds a limit of Python's parser.
        """
        try:
            return cls(where, tomllib.loads(toml))
        except (ValueError, RecursionError) as error:  # numbers too long, or lists too deep
            raise cls.error(
                say("{place}: {reason}", place=where, reason=toml_fault(error))
            ) from error

    def take(self, key: str, kind: type[T], default: T) -> T:
        """Return an entry, and mark it as taken.

        :raises WrongWordError: the entry is of another kind.
        """
        value = self.entries.pop(key, default)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.wrong(key, _MUST_BE[kind])
        return value

    def table(self, key: str) -> Self:
        """Return a nested table; an empty one if it is missing.

        :raises WrongWordError: the entry is not a table.
        """
        return type(self)(self.within(key), self.take(key, dict, {}))

    def within(self, key: str) -> Words:
        """Return where a nested table is."""
        return say("{place}: {key}", place=self.where, key=key)

    def wrong(self, key: str, what: Words) -> WrongWordError:
        """Return the error for an entry.

        :param what: the end of a sentence that begins with the entry's name.
        """
        return self.error(say("{place}: {key} {what}", place=self.where, key=key, what=what))

    def finish(self) -> None:
        """Check that every entry has been taken.

        :raises WrongWordError: an entry was never taken: it is misspelt, or in the wrong place.
        """
        for key in self.entries:
            raise self.wrong(key, say("is not known here"))
