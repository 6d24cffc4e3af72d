"""Reads tables of a TOML file, with clear errors."""

import tomllib
from collections.abc import Mapping
from typing import ClassVar, Self, TypeVar

T = TypeVar("T")

_NAMES: dict[type, str] = {
    str: "a string",
    int: "a whole number",
    bool: "true or false",
    dict: "a table",
    list: "a list",
}


class Table:
    """A TOML table that reports wrong entries, and entries that were never taken.

    :param where: the file and the table, for error messages.
    """

    error: ClassVar[type[ValueError]] = ValueError
    """The class of the errors; the message is one line that says what to write."""

    def __init__(self, where: str, entries: Mapping[str, object]) -> None:
        self.where = where
        self.entries = dict(entries)

    @classmethod
    def parse(cls, where: str, toml: str) -> Self:
        """Return the top-level table of a file.

        :raises ValueError: the text is not TOML, or exceeds a limit of Python's parser.
        """
        try:
            return cls(where, tomllib.loads(toml))
        except (ValueError, RecursionError) as error:  # numbers too long, or lists too deep
            raise cls.error(f"{where}: {error}") from error

    def take(self, key: str, kind: type[T], default: T) -> T:
        """Return an entry, and mark it as taken.

        :raises ValueError: the entry is of another kind.
        """
        value = self.entries.pop(key, default)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.wrong(key, f"must be {_NAMES[kind]}")
        return value

    def table(self, key: str) -> Self:
        """Return a nested table; an empty one if it is missing.

        :raises ValueError: the entry is not a table.
        """
        return type(self)(f"{self.where}: {key}", self.take(key, dict, {}))

    def wrong(self, key: str, what: str) -> ValueError:
        """Return the error for an entry."""
        return self.error(f"{self.where}: {key} {what}")

    def finish(self) -> None:
        """Check that every entry has been taken.

        :raises ValueError: an entry was never taken: it is misspelt, or in the wrong place.
        """
        for key in self.entries:
            raise self.wrong(key, "is not known here")
