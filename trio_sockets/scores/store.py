"""Where records are kept, as whoever writes them sees it."""

from collections.abc import Sequence
from typing import Protocol

from trio_sockets.scores.record import Record


class StoreError(Exception):
    """A store does not take records, or give them. Its text is one line that says why."""


class Store(Protocol):
    """Keeps records. To write opens it, as often as it takes; who has it closes it."""

    async def open(self) -> None:
        """Look whether it can be written to. What may pass by itself is no error yet.

        :raises StoreError: it cannot.
        """

    async def write(self, records: Sequence[Record], /) -> None:
        """Keep these records, all of them or none; those whose id it has already, only once.

        It may be cancelled. What is under way then may yet be kept, or not: it is written again.

        :raises StoreError: they are not kept.
        """

    async def aclose(self) -> None:
        """Give back what it has open."""
