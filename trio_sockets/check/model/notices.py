"""Sentences that every report of a program begins with: what was assumed of its dialect."""

from collections.abc import Iterable

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.words import Words, say


def of_dialect(dialect: Dialect) -> Iterable[Words]:
    """Yield what is to be known of a dialect before a grade is believed."""
    if dialect.service == "game" and not dialect.limits_tries:
        yield say(
            "The dialect {name} tells no number of tries, neither by {field} in its greeting nor "
            "in its parameters: so the game has no limit of tries, and nobody can lose it.",
            name=dialect.name,
            field="{tries}",
        )


def of_grade(dialect: Dialect, *, unclear: int) -> Iterable[Words]:
    """Yield what is to be known of a grade, once it is there.

    :param unclear: how many checks are.
    """
    if unclear and not dialect.strict:
        yield say(
            "The dialect {name} is not confirmed (strict = true): what it cannot read is unclear, "
            "and {count} checks are. This grade is not the last word.",
            name=dialect.name,
            count=unclear,
        )
