"""Reading scores back from Valkey, also while servers write to it."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, final

from trio_sockets.scores.ranking import Standing, Sums, rank, rank_sums
from trio_sockets.scores.record import Record
from trio_sockets.scores.valkey_client import Question, ValkeyClient
from trio_sockets.scores.valkey_words import NEWEST, RECORDS, SUMS, newest_of, order, record_in

PATIENCE = 5.0
"""Seconds that Valkey has for an answer."""

AT_ONCE = 1_000
"""Records that are asked for at once, so that it has time for others in between."""


@final
class ValkeyReader:
    """A `Reader` of what is in Valkey.

    :param url: where Valkey is: ``redis://``, ``rediss://`` or ``unix://``.
    :raises ValueError: the address is none.
    """

    def __init__(self, url: str) -> None:
        self._client = ValkeyClient(url, PATIENCE)

    async def standings(self, since: datetime | None = None) -> list[Standing]:
        """See `Reader.standings`. Without a time it reads no record, but the sums of players."""
        if since is not None:
            return rank(await self.records(since=since))
        async with self._client as client:
            ranges: list[Question] = [["ZRANGE", key, 0, -1, "WITHSCORES"] for key in SUMS]
            *_, answers = await client.ask(["MULTI"], *ranges, ["EXEC"])  # all of one moment
        of_all: list[dict[bytes, Any]] = [dict(answer) for answer in answers]
        return rank_sums(
            {
                player.decode(): Sums.of(*(of_each[player] for of_each in of_all))
                for player in of_all[0]
            }
        )

    async def records(
        self,
        *,
        player: str | None = None,
        since: datetime | None = None,
        newest: int | None = None,
    ) -> list[Record]:
        """See `Reader.records`."""
        key = NEWEST if player is None else newest_of(player)
        until = "+inf" if since is None else order(since)
        count = -1 if newest is None else newest
        question = ["ZRANGE", key, "-inf", until, "BYSCORE", "LIMIT", 0, count]
        async with self._client as client:
            [ids] = await client.ask(question)
            return [one async for one in _records(client, ids)]


async def _records(client: ValkeyClient, ids: list[bytes]) -> AsyncIterator[Record]:
    for start in range(0, len(ids), AT_ONCE):
        [texts] = await client.ask(["HMGET", RECORDS, *ids[start : start + AT_ONCE]])
        for text in texts:
            try:
                yield record_in(text)
            except ValueError as error:
                raise client.fault(f"a record in it is none: {error}") from error
