"""Reading scores back from Valkey, also while servers write to it."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, final

from trio_sockets.scores.ranking import Standing, Sums, rank_sums
from trio_sockets.scores.record import Record
from trio_sockets.scores.valkey_client import ValkeyClient
from trio_sockets.scores.valkey_words import NEWEST, RECORDS, SUMS, newest_of, order, record_in

PATIENCE = 5.0
"""Seconds that Valkey has for an answer."""

AT_ONCE = 1_000
"""Records that are asked for at once, so that it has time for others in between."""


@final
class ValkeyReader:
    """Reads scores from Valkey. See `reader`."""

    def __init__(self, client: ValkeyClient) -> None:
        self._client = client

    async def standings(self, since: datetime | None = None) -> list[Standing]:
        """Return the players, the best one first.

        :param since: what was over before does not count; None for all, which reads no record, but
            the sums of each player.
        :raises StoreError: it cannot be read.
        """
        if since is None:
            return rank_sums(await self._sums())
        sums: defaultdict[str, Sums] = defaultdict(Sums)
        async for record in self.records(since=since):
            sums[record.player].add(record)
        return rank_sums(sums)

    async def records(
        self,
        *,
        player: str | None = None,
        since: datetime | None = None,
        newest: int | None = None,
    ) -> AsyncIterator[Record]:
        """Read records, the newest first.

        :param player: whose; None for everybody's.
        :param since: what was over before is left out.
        :param newest: how many at the most; None for all.
        :raises StoreError: it cannot be read.
        """
        key = NEWEST if player is None else newest_of(player)
        until = "+inf" if since is None else order(since)
        count = -1 if newest is None else newest
        question = ["ZRANGE", key, "-inf", until, "BYSCORE", "LIMIT", 0, count]
        [ids] = await self._client.ask(question)
        for start in range(0, len(ids), AT_ONCE):
            [texts] = await self._client.ask(["HMGET", RECORDS, *ids[start : start + AT_ONCE]])
            for text in texts:
                yield self._record(text)

    def _record(self, text: bytes | None) -> Record:
        try:
            return record_in(text)
        except ValueError as error:
            raise self._client.fault(f"a record in it is none: {error}") from error

    async def _sums(self) -> dict[str, Sums]:
        ranges = [["ZRANGE", key, 0, -1, "WITHSCORES"] for key in SUMS]
        *_, answers = await self._client.ask(["MULTI"], *ranges, ["EXEC"])  # of one moment
        of_all: list[dict[bytes, Any]] = [dict(answer) for answer in answers]
        return {
            player.decode(): Sums.of(*(of_each[player] for of_each in of_all))
            for player in of_all[0]
        }


@asynccontextmanager
async def reader(url: str) -> AsyncIterator[ValkeyReader]:
    """Have scores to read for as long as the block lasts.

    :param url: where Valkey is: ``redis://``, ``rediss://`` or ``unix://``.
    :raises ValueError: the address is none.
    """
    async with ValkeyClient(url, PATIENCE) as client:
        yield ValkeyReader(client)
