"""The interfaces of a store of records, for writing and for reading."""

from collections.abc import Collection, Sequence
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from trio_sockets.scores.ranking import Standing
from trio_sockets.scores.record import SERVICES, Record
from trio_sockets.words import ReadableError


class StoreError(ReadableError):
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
        """Check that it can be written to. A fault that may be transient is ignored.

        :raises StoreError: it cannot.
        """

    async def write(self, records: Sequence[Record], /) -> None:
        """Keep these records, all of them or none; those whose id it has already, only once.

        It may be cancelled. Records in flight are kept or not: the caller writes them again.

        :raises StoreError: they are not kept.
        """


class ScoreReader(Protocol):
    """Reads what a store keeps, also while others write to it."""

    async def standings(self, since: datetime | None = None) -> list[Standing]:
        """Return the players, each service's best one first: see `trio_sockets.scores.ranking`.

        :param since: games that ended earlier do not count; None counts all.
        :raises StoreError: it cannot be read.
        """
        ...

    async def records(
        self,
        *,
        player: str | None = None,
        services: Collection[str] = SERVICES,
        since: datetime | None = None,
        newest: int | None = None,
    ) -> list[Record]:
        """Return records.

        :param player: whose, by any name that is the same: see `player_key`; None for all.
        :param services: of which ones.
        :param since: games that ended earlier are left out.
        :param newest: how many at the most, the newest first; None for all, in any order.
        :raises StoreError: it cannot be read.
        """
        ...
