"""Reading the tables of a TOML file that a person wrote."""

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
    """A TOML table that complains well, and knows what nobody asked of it.

    :param where: the file and the table, for the complaints.
    """

    error: ClassVar[type[ValueError]] = ValueError
    """What a complaint is raised as; its message is one line that says what to write."""

    def __init__(self, where: str, entries: Mapping[str, object]) -> None:
        self.where = where
        self.entries = dict(entries)

    @classmethod
    def parse(cls, where: str, toml: str) -> Self:
        """Return the table that a whole file is.

        :raises ValueError: it is no TOML, or more of it than Python reads.
        """
        try:
            return cls(where, tomllib.loads(toml))
        except (ValueError, RecursionError) as error:  # of numbers too long, of lists too deep
            raise cls.error(f"{where}: {error}") from error

    def take(self, key: str, kind: type[T], default: T) -> T:
        """Return an entry, which has been asked of then.

        :raises ValueError: it is of another kind.
        """
        value = self.entries.pop(key, default)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.wrong(key, f"must be {_NAMES[kind]}")
        return value

    def table(self, key: str) -> Self:
        """Return a table within; an empty one if it is not there.

        :raises ValueError: it is no table.
        """
        return type(self)(f"{self.where}: {key}", self.take(key, dict, {}))

    def wrong(self, key: str, what: str) -> ValueError:
        """Return the complaint about an entry."""
        return self.error(f"{self.where}: {key} {what}")

    def finish(self) -> None:
        """See that every entry has been asked of.

        :raises ValueError: one has not: it is misspelt, or in the wrong place.
        """
        for key in self.entries:
            raise self.wrong(key, "is not known here")
