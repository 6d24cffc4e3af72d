"""What the log says of clients: a line for each that has gone, but not for each of thousands."""

import logging
from collections.abc import Iterable
from typing import TypeAlias, final

import structlog
import trio

from trio_sockets.server.ending import Ending
from trio_sockets.server.ratelimit import LeftOut, RateLimit

Kind: TypeAlias = tuple[str, Ending]
"""Clients are alike whose service is the same, and who ended in the same way."""


@final
class ClientLog:
    """Writes the lines about clients that have gone; `PER_HOST` and `PER_KIND` bound them.

    `summarise` must be running, and `close` has to be called at the end, or nobody will read how
    many lines were left out.

    :param repeats: whether to write all lines, however many there are.
    """

    def __init__(self, *, repeats: bool = False) -> None:
        self._log = structlog.get_logger().bind()
        self._limit: RateLimit[Kind] | None = None if repeats else RateLimit()
        self._left_out = trio.Event()

    def wants(self, service: str, ending: Ending, host: str | None) -> bool:
        """Return whether a client's line is to be written; if not, it is counted where it has to.

        To build an event takes as long as ten requests: nobody should, unless somebody reads it.

        :param service: the name of the client's service.
        :param host: what the client counts as; None if that is not known.
        """
        if ending is not Ending.FAULT and not self._logs_info():
            return False
        if self._limit is None or self._limit.admits((service, ending), host, trio.current_time()):
            return True
        self._left_out.set()
        return False

    def gone(self, about: dict[str, float | str], fault: Exception | None) -> None:
        """Write a client's line.

        :param about: what it says.
        :param fault: ours, if the client ended by one.
        """
        if fault:
            self._log.error("client gone", **about, exc_info=fault)
        else:
            self._log.info("client gone", **about)

    async def summarise(self) -> None:
        """Write, for ever, how many lines were left out, each time that a window is over."""
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
        """Write how many lines have been left out and not been written of yet."""
        if self._limit is not None:
            self._more_gone(self._limit.rest(trio.current_time()))

    def _more_gone(self, left_out: Iterable[LeftOut[Kind]]) -> None:
        for some in left_out:
            service, ending = some.kind
            about = {"service": service, "times": some.times, "seconds": round(some.seconds, 3)}
            say = self._log.error if ending is Ending.FAULT else self._log.info
            say("more clients gone", **about, ended=ending.value)

    def _logs_info(self) -> bool:
        enabled = getattr(self._log, "is_enabled_for", None)
        return enabled is None or bool(enabled(logging.INFO))
