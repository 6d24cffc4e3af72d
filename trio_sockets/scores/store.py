"""Where records are kept, as the queue sees it."""

from collections.abc import Sequence
from typing import Protocol

from trio_sockets.scores.record import Record


class StoreError(Exception):
    """A store does not take records, or give them. Its text is one line that says why."""


class Store(Protocol):
    """Keeps records."""

    async def write(self, records: Sequence[Record], /) -> None:
        """Keep these records, all of them or none; those whose id it has already, only once.

        It may be cancelled. What is under way then may yet be kept, or not: it is written again.

        :raises StoreError: they are not kept.
        """
