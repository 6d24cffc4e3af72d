"""The accept loops: they outlive every error that `accept` can raise."""

import errno
import math
import socket
from collections.abc import Callable
from typing import TypeAlias, TypeVar, final

import structlog
import trio

StreamT = TypeVar("StreamT", bound=trio.abc.Stream)
SocketName: TypeAlias = tuple[str, int] | tuple[str, int, int, int] | str
"""What getpeername(2) says, as `socket` gives it: of IPv4, of IPv6, of a Unix socket."""

FIRST_PAUSE = 0.01
LONGEST_PAUSE = 0.16
"""Seconds. Out of descriptors, accept fails at once and for ever: pausing keeps the processor free,
and this little keeps the server back within 200 ms of the first one that is free again."""

QUIET = 10.0
"""Seconds between two log lines about failing accepts."""

BURST = 8
"""Clients taken at once, before those that are already in have their turn. Trio may begin the next
burst before the last one's tasks, and until these run, nobody is refused: so two bursts have to fit
on the spare descriptors (`SPARE_FILES`), beside the server's own and those of the refused."""


async def accept_forever(
    listener: trio.abc.Listener[StreamT],
    welcome: Callable[[StreamT], object],
    *,
    name: str,
    failed: Callable[[str], object] | None = None,
) -> None:
    """Accept clients until the listener is closed, or for ever.

    accept(2) reports errors of the connection, of the process, of the system and of the network
    alike, and none of them says that the next call will fail too: each is worth a pause at most.

    :param listener: anything that accepts streams.
    :param welcome: takes each of them; it must not block, nor raise.
    :param name: how the log calls the listener.
    :param failed: is told of each failure, by the name of its errno.
    """
    failures = _Failures(name, failed)
    while True:
        try:
            stream = await listener.accept()
        except trio.ClosedResourceError:
            return
        except OSError as error:
            await failures.pause(error)
        else:
            failures.over()
            welcome(stream)


async def accept_sockets_forever(
    listening: socket.socket,
    welcome: Callable[[socket.socket, SocketName], object],
    *,
    name: str,
    failed: Callable[[str], object] | None = None,
) -> None:
    """Accept clients as `accept_forever` does, many at a time: a busy port costs a pass for each
    burst, not for each client.

    :param listening: a listening stream socket, not blocking. It stays the caller's to close.
    :param welcome: takes each client's socket, not blocking, and its name; as above.
    :param name: as above.
    :param failed: as above.
    """
    failures = _Failures(name, failed)
    while True:
        await trio.lowlevel.wait_readable(listening)
        try:
            for _ in range(BURST):
                client, client_name = listening.accept()
                client.settimeout(0)  # not blocking
                failures.over()
                welcome(client, client_name)
        except BlockingIOError:
            pass  # that was the last one
        except OSError as error:
            await failures.pause(error)


@final
class _Failures:
    """Paces a loop whose accept fails, and its lines in the log.

    :param name: how the log calls the listener.
    :param failed: is told of each failure.
    """

    def __init__(self, name: str, failed: Callable[[str], object] | None) -> None:
        self._log = structlog.get_logger()
        self._name = name
        self._failed = failed
        self._pause = FIRST_PAUSE
        self._unsaid = 0
        self._last_said = -math.inf

    async def pause(self, error: OSError) -> None:
        """Wait a little longer than the last time in a row."""
        self._unsaid += 1
        number = errno.errorcode.get(error.errno or 0, type(error).__name__)
        if self._failed is not None:
            self._failed(number)
        now = trio.current_time()
        if now - self._last_said >= QUIET:
            self._log.warning(
                "accept failed", listener=self._name, error=number, times=self._unsaid
            )
            self._unsaid, self._last_said = 0, now
        await trio.sleep(self._pause)
        self._pause = min(2 * self._pause, LONGEST_PAUSE)

    def over(self) -> None:
        """Begin with the shortest pause again: one client came in."""
        self._pause = FIRST_PAUSE
