"""The accept loop: it outlives every error that `accept` can raise."""

import errno
import math
from collections.abc import Callable
from typing import TypeVar

import structlog
import trio

StreamT = TypeVar("StreamT", bound=trio.abc.Stream)

FIRST_PAUSE = 0.01
LONGEST_PAUSE = 0.16
"""Seconds. Out of descriptors, accept fails at once and for ever: pausing keeps the processor free,
and this little keeps the server back within 200 ms of the first one that is free again."""

QUIET = 10.0
"""Seconds between two log lines about failing accepts."""


async def accept_forever(
    listener: trio.abc.Listener[StreamT],
    welcome: Callable[[StreamT], object],
    *,
    name: str,
) -> None:
    """Accept clients until the listener is closed, or for ever.

    accept(2) reports errors of the connection, of the process, of the system and of the network
    alike, and none of them says that the next call will fail too: each is worth a pause at most.

    :param listener: anything that accepts streams.
    :param welcome: takes each of them; it must not block, nor raise.
    :param name: how the log calls the listener.
    """
    log = structlog.get_logger()
    pause, failures, last_said = FIRST_PAUSE, 0, -math.inf
    while True:
        try:
            stream = await listener.accept()
        except trio.ClosedResourceError:
            return
        except OSError as error:
            failures += 1
            now = trio.current_time()
            if now - last_said >= QUIET:
                log.warning("accept failed", listener=name, error=_name(error), times=failures)
                failures, last_said = 0, now
            await trio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        else:
            pause = FIRST_PAUSE
            welcome(stream)


def _name(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, type(error).__name__)
