"""The cheapest exact idle timeout of the asyncio peers: a timer that is re-armed lazily.

A message costs one store of the loop's time. The timer runs once in a timeout; only if nothing was
said since, it ends the connection, else it arms itself for what is left.
"""

import asyncio


class Idle:
    """Closes a transport that was silent for `timeout` seconds; None never does.

    Whoever hears a message stores the loop's time in `heard`.
    """

    __slots__ = ("_loop", "_timeout", "_timer", "_transport", "heard")

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        transport: asyncio.BaseTransport,
        timeout: float,
    ) -> None:
        self._loop = loop
        self._transport = transport
        self._timeout = timeout
        self.heard = loop.time()
        self._timer = loop.call_later(timeout, self._check)

    def stop(self) -> None:
        """Forget the connection: it is gone."""
        self._timer.cancel()

    def _check(self) -> None:
        left = self.heard + self._timeout - self._loop.time()
        if left > 0:
            self._timer = self._loop.call_later(left, self._check)
        else:
            self._transport.close()
