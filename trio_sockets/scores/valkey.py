"""Writing scores to Valkey, or Redis: many servers, one board."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from types import TracebackType
from typing import Self, final

from trio_sockets.scores.record import Record
from trio_sockets.scores.store import StoreError
from trio_sockets.scores.valkey_client import RefusedError, ValkeyClient
from trio_sockets.scores.valkey_words import NEWEST, RECORDS, SUMS, newest_of, record_words

PATIENCE = 1.0
"""Seconds that Valkey has for a batch of records."""


@final
class ValkeyStore:
    """A `Store` in Valkey, which many servers may write to.

    :param url: where Valkey is: ``redis://``, ``rediss://`` or ``unix://``.
    :raises ValueError: the address is none.
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
        """See `Store.open`: a Valkey that is away may come.

        :raises StoreError: it is there, and lets us not in.
        """
        try:
            await self._client.ask(["PING"])
        except RefusedError:
            raise
        except StoreError:
            pass

    async def write(self, records: Sequence[Record], /) -> None:
        """See `Store.write`."""
        keys = [RECORDS, NEWEST, *SUMS, *(newest_of(record.player) for record in records)]
        words = [word for record in records for word in record_words(record)]
        await self._client.ask(["EVAL", _script(), len(keys), *keys, *words])


@cache
def _script() -> str:
    return (files(__package__) / "write.lua").read_text("utf-8")
