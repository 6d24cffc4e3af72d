"""The accept loops, which survive every error of `accept`."""

import errno
import math
import os
import socket
import sys
from collections.abc import Callable
from typing import TypeAlias, TypeVar, final

import trio

from trio_sockets.backoff import Backoff
from trio_sockets.event_log import EventLog
from trio_sockets.server.listening.bare_socket import BareSocket

StreamT = TypeVar("StreamT", bound=trio.abc.Stream)
SocketName: TypeAlias = tuple[str, int] | tuple[str, int, int, int] | str | bytes
"""A name from accept(2) or getpeername(2), as the module `socket` returns it: of an IPv4, an IPv6
or a Unix socket, or of a Unix socket with an abstract name."""

FIRST_PAUSE = 0.01
LONGEST_PAUSE = 0.16
"""Seconds. Without free descriptors, accept fails at once, again and again. A pause avoids a busy
loop; it is short, so that the server accepts again within 200 ms once a descriptor is free.
"""

QUIET = 10.0
"""Seconds between two log lines about failing accepts."""

BURST = 8
"""Clients accepted at once, before other tasks run. Trio may begin the next burst before it runs
the tasks of the last one, and no client is refused before its task runs. So the spare descriptors
(`SPARE_FILES`) must have room for two bursts, the server's own files and the refused clients."""


async def accept_forever(
    listener: trio.abc.Listener[StreamT],
    welcome: Callable[[StreamT], object],
    *,
    name: str,
    failed: Callable[[str], object] | None = None,
) -> None:
    """Accept clients until the listener is closed, or for ever.

    An error of accept(2) may come from the connection, the process, the system or the network. None
    of them means that the next call will fail too: so the loop pauses at most, and goes on.

    :param listener: any listener of streams.
    :param welcome: called with each stream; it must neither block nor raise.
    :param name: the listener's name in the log.
    :param failed: called with the name of the errno at each failure.
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
    welcome: Callable[[BareSocket, SocketName], object],
    *,
    name: str,
    failed: Callable[[str], object] | None = None,
) -> None:
    """Accept clients as `accept_forever` does, but many in each pass of Trio's scheduler.

    :param listening: a listening stream socket, not blocking. The caller closes it.
    :param welcome: called with each client's socket and name; it must neither block nor raise.
    :param name: see `accept_forever`.
    :param failed: see `accept_forever`.
    """
    failures = _Failures(name, failed)
    while True:
        await trio.lowlevel.wait_readable(listening)
        try:
            for _ in range(BURST):
                # `accept` takes twice as long: it makes a socket object, and asks for its name.
                fd, client_name = listening._accept()  # type: ignore[attr-defined] # noqa: SLF001
                if sys.platform != "win32":  # where Python 3.11 lacks it, and nobody calls this
                    os.set_blocking(fd, False)
                failures.over()
                welcome(BareSocket(fd), client_name)
        except BlockingIOError:
            pass  # no more clients are waiting
        except OSError as error:
            await failures.pause(error)


@final
class _Failures:
    """Paces an accept loop whose accept fails, and limits its lines in the log.

    :param name: the listener's name in the log.
    :param failed: see `accept_forever`.
    """

    def __init__(self, name: str, failed: Callable[[str], object] | None) -> None:
        self._log = EventLog()
        self._name = name
        self._failed = failed
        self._backoff = Backoff(FIRST_PAUSE, LONGEST_PAUSE)
        self._unsaid = 0
        self._last_said = -math.inf

    async def pause(self, error: OSError) -> None:
        """Wait, longer at each consecutive failure."""
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
        await trio.sleep(self._backoff.next())

    def over(self) -> None:
        """Reset the pause to the shortest one, after a client was accepted."""
        self._backoff.reset()
