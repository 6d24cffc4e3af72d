"""The log lines about clients: one for each client that has gone, but a bounded number."""

import logging
from collections.abc import Iterable
from typing import TypeAlias, final

import trio

from trio_sockets.event_log import EventLog
from trio_sockets.server.ending import Ending
from trio_sockets.server.ratelimit import LeftOut, RateLimit

Kind: TypeAlias = tuple[str, Ending]
"""The kind of a client: its service, and why it ended."""


@final
class ClientLog:
    """Writes the lines about clients that have gone; `PER_HOST` and `PER_KIND` limit their number.

    `summarise` must be running, and `close` must be called at the end: both write how many lines
    were left out.

    :param repeats: whether to write all lines, however many there are.
    """

    def __init__(self, *, repeats: bool = False) -> None:
        self._log = EventLog()
        self._limit: RateLimit[Kind] | None = None if repeats else RateLimit()
        self._left_out = trio.Event()

    def wants(self, service: str, ending: Ending, host: str | None) -> bool:
        """Return whether to write a client's line, and count it if the limit leaves it out.

        Ask this first: building an event takes as long as ten requests.

        :param service: the name of the client's service.
        :param host: the host that the client counts as; None if it is not known.
        """
        if ending is not Ending.FAULT and not self._log.is_enabled_for(logging.INFO):
            return False
        if self._limit is None or self._limit.admits((service, ending), host, trio.current_time()):
            return True
        self._left_out.set()
        return False

    def gone(self, about: dict[str, float | str], fault: Exception | None) -> None:
        """Write a client's line.

        :param about: the fields of the line.
        :param fault: the exception of the server that ended the conversation, if any.
        """
        if fault:
            self._log.error("client gone", **about, exc_info=fault)
        else:
            self._log.info("client gone", **about)

    async def summarise(self) -> None:
        """Run for ever: at the end of each window, write how many lines were left out."""
        limit = self._limit
        if limit is None:
            return
        while True:
            await self._left_out.wait()
            self._left_out = trio.Event()
            while (due := limit.due()) is not None:
                await trio.sleep_until(due)
                self._more_gone(limit.over(trio.current_time()))

    def close(self) -> None:
        """Write how many lines were left out since the last summary."""
        if self._limit is not None:
            self._more_gone(self._limit.rest(trio.current_time()))

    def _more_gone(self, left_out: Iterable[LeftOut[Kind]]) -> None:
        for some in left_out:
            service, ending = some.kind
            about = {"service": service, "times": some.times, "seconds": round(some.seconds, 3)}
            log = self._log.error if ending is Ending.FAULT else self._log.info
            log("more clients gone", **about, ended=ending.value)
