"""Whether a connection to Valkey works: that it is open does not suffice."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import final


@final
class Proof:
    """Counts the questions that prove a connection: those asked as it comes up.

    What is asked because of their answers proves it, too. So a Valkey that answers, but with
    errors, is reached only when these are over.

    :ivar proven: whether all of them have been answered.
    """

    __slots__ = ("_asking", "_unanswered", "proven")

    def __init__(self) -> None:
        self.proven = False
        self._asking = False
        self._unanswered = 0

    @contextmanager
    def asking(self, *, proves: bool = True) -> Iterator[None]:
        """Have what is asked within the block prove the connection.

        :param proves: otherwise it does not.
        """
        self._asking = proves
        yield
        self._asking = False

    def asked(self) -> bool:
        """Count a question that is asked; return whether it proves the connection."""
        self._unanswered += self._asking
        return self._asking

    def answered(self, *, proves: bool) -> None:
        """Take note of an answer.

        :param proves: what `asked` returned for its question.
        """
        self._unanswered -= proves

    def settle(self) -> bool:
        """Return whether the connection is proven, and was not before."""
        if self._unanswered or self.proven:
            return False
        self.proven = True
        return True
