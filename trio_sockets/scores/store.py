"""Where records are kept, as whoever writes or reads them sees it."""

from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from trio_sockets.scores.ranking import Standing
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


class Reader(Protocol):
    """Reads what a store keeps, also while others write to it."""

    async def standings(self, since: datetime | None = None) -> list[Standing]:
        """Return the players, the best one first: see `trio_sockets.scores.ranking`.

        :param since: what was over before does not count; None for all.
        :raises StoreError: it cannot be read.
        """
        ...

    async def records(
        self,
        *,
        player: str | None = None,
        since: datetime | None = None,
        newest: int | None = None,
    ) -> list[Record]:
        """Return records.

        :param player: whose; None for everybody's.
        :param since: what was over before is left out.
        :param newest: how many at the most, the newest first; None for all, in any order.
        :raises StoreError: it cannot be read.
        """
        ...
