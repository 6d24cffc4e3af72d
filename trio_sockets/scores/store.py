"""Where records are kept, as whoever writes them sees it."""

from collections.abc import Sequence
from types import TracebackType
from typing import Protocol, Self

from trio_sockets.scores.record import Record


class StoreError(Exception):
    """A store does not take records, or give them. Its text is one line that says why."""


class Store(Protocol):
    """Keeps records, within its ``async with``. To write opens it, as often as it takes; the end of
    the block gives back what it has open.
    """

    async def __aenter__(self) -> Self:
        """Begin."""
        ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Give back what it has open."""

    async def open(self) -> None:
        """Look whether it can be written to. What may pass by itself is no error yet.

        :raises StoreError: it cannot.
        """

    async def write(self, records: Sequence[Record], /) -> None:
        """Keep these records, all of them or none; those whose id it has already, only once.

        It may be cancelled. What is under way then may yet be kept, or not: it is written again.

        :raises StoreError: they are not kept.
        """
