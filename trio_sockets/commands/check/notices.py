"""Sentences for the person who grades: what the checker did or assumed beside its checks."""

from collections.abc import Callable

from trio_sockets.words import Words


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
