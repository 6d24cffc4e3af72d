"""Writing scores to Valkey, or Redis: many servers, one board."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import chain
from types import TracebackType
from typing import Self, final

from trio_sockets.event_log import EventLog
from trio_sockets.scores.record import SERVICES, Record
from trio_sockets.scores.store import StoreError
from trio_sockets.scores.valkey_client import ValkeyClient, ValkeyRefusedError
from trio_sockets.scores.valkey_words import NEWEST, RECORDS, newest_of, of_service, record_words

PATIENCE = 1.0
"""Seconds that Valkey has for a batch of records."""


@final
class ValkeyStore:
    """A `Store` in Valkey, which many servers may write to.

    :param url: where Valkey is: ``redis://``, ``rediss://`` or ``unix://``.
    :raises ValueError: the address is invalid.
    """

    def __init__(self, url: str) -> None:
        self._client = ValkeyClient(url, PATIENCE)

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._client.__aexit__(kind, error, traceback)

    async def open(self) -> None:
        """See `Store.open`: a Valkey that is away may come, and is a line in the log.

        It writes no record at all, which needs the rights that writing some does.

        :raises RefusedError: it is there, and lets us not in; or there is something else.
        """
        try:
            await self.write([])
        except ValkeyRefusedError:
            raise
        except StoreError as error:
            log = EventLog()
            log.warning("scores unreachable", reason=str(error), hint="they wait in memory")

    async def write(self, records: Sequence[Record], /) -> None:
        """See `Store.write`."""
        players = [(record.service, record.key) for record in records] or [(SERVICES[0], "")]
        keys = [RECORDS, NEWEST, *chain.from_iterable(map(of_service, SERVICES))]
        keys += [newest_of(service, key) for service, key in players]
        words = [word for record in records for word in record_words(record)]
        await self._client.ask(["EVAL", _script(), len(keys), *keys, *words])


@cache
def _script() -> str:
    return (files(__package__) / "write.lua").read_text("utf-8")
