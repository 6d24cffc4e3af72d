"""Sentences for the person who grades: what the checker did or assumed beside its checks."""

from collections.abc import Callable, Iterable

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.words import Words, say


class Notices:
    """Takes sentences for the person who waits, and shows them once there is a report."""

    def __init__(self) -> None:
        self._told: list[Words] = []
        self._show: Callable[[Words], object] = lambda _words: None

    def __call__(self, words: Words) -> None:
        """Show a sentence now, or as soon as there is a report."""
        self._told.append(words)
        self._show(words)

    def show_by(self, show: Callable[[Words], object]) -> None:
        """Show those that came early, and all that come."""
        self._show = show
        for words in self._told:
            show(words)

    @property
    def told(self) -> tuple[Words, ...]:
        """All of them, in order."""
        return tuple(self._told)


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
