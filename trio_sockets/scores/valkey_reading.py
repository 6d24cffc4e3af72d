"""Reading scores back from Valkey, also while servers write to it."""

from collections.abc import AsyncIterator, Collection
from datetime import datetime
from typing import Any, final

from trio_sockets.scores.ranking import Standing, Sums, rank, rank_sums
from trio_sockets.scores.record import SERVICES, Record, player_key
from trio_sockets.scores.valkey_client import ValkeyClient, ValkeyCommand
from trio_sockets.scores.valkey_words import (
    NEWEST,
    OF_SERVICE,
    RECORDS,
    newest_of,
    of_service,
    order,
    record_in,
)
from trio_sockets.words import say

PATIENCE = 5.0
"""Seconds that Valkey has for an answer."""

AT_ONCE = 1_000
"""Records that are asked for at once, so that it has time for others in between."""


@final
class ValkeyReader:
    """A `Reader` of what is in Valkey.

    :param url: where Valkey is: ``redis://``, ``rediss://`` or ``unix://``.
    :raises ValueError: the address is invalid.
    """

    def __init__(self, url: str) -> None:
        self._client = ValkeyClient(url, PATIENCE)

    async def standings(self, since: datetime | None = None) -> list[Standing]:
        """See `Reader.standings`. Without a time it reads no record, but the sums of players."""
        if since is not None:
            return rank(await self.records(since=since))
        async with self._client as client:
            asked = [question for service in SERVICES for question in _sums_of(service)]
            *_, answers = await client.ask(["MULTI"], *asked, ["EXEC"])  # all of one moment
        of_all: list[dict[bytes, Any]] = [dict(answer) for answer in answers]
        found = zip(*[iter(of_all)] * len(OF_SERVICE), strict=True)
        return [
            place
            for service, (names, *sums) in zip(SERVICES, found, strict=True)
            for place in rank_sums(
                service,
                {
                    key.decode(): Sums.of(name.decode(), *(of_each[key] for of_each in sums))
                    for key, name in names.items()
                },
            )
        ]

    async def records(
        self,
        *,
        player: str | None = None,
        services: Collection[str] = SERVICES,
        since: datetime | None = None,
        newest: int | None = None,
    ) -> list[Record]:
        """See `Reader.records`."""
        keys = [NEWEST]
        if player is not None:
            keys = [newest_of(service, player_key(service, player)) for service in services]
        until = "+inf" if since is None else order(since)
        of_all = player is None and set(services) != set(SERVICES)  # no key orders those alone
        count = -1 if newest is None or of_all else newest
        questions: list[ValkeyCommand] = [
            ["ZRANGE", key, "-inf", until, "BYSCORE", "LIMIT", 0, count] for key in keys
        ]
        async with self._client as client:
            ids = [id_ for some in await client.ask(*questions) for id_ in some]
            found = [one async for one in _records(client, ids)]
        if len(keys) > 1:
            found.sort(key=lambda one: (order(one.when), one.id))
        return [one for one in found if one.service in services][:newest]


def _sums_of(service: str) -> list[ValkeyCommand]:
    names, *sums = of_service(service)
    questions: list[ValkeyCommand] = [["HGETALL", names]]
    questions += [["ZRANGE", key, 0, -1, "WITHSCORES"] for key in sums]
    return questions


async def _records(client: ValkeyClient, ids: list[bytes]) -> AsyncIterator[Record]:
    for start in range(0, len(ids), AT_ONCE):
        [texts] = await client.ask(["HMGET", RECORDS, *ids[start : start + AT_ONCE]])
        for text in texts:
            try:
                yield record_in(text)
            except ValueError as error:
                words = say("a record in it is none: {reason}", reason=str(error))
                raise client.fault(words) from error
