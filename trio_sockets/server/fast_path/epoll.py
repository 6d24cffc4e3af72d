"""epoll(7) for the pump. Only Linux has it."""

import errno
import os
import select
import sys
from collections.abc import Sequence
from typing import Protocol


class Epoll(Protocol):
    """The methods of `select.epoll` that the pump calls."""

    def fileno(self) -> int:
        """Return the epoll's own descriptor. It is readable when a watched one is ready."""

    def register(self, fd: int, eventmask: int, /) -> None:
        """Watch a descriptor."""

    def unregister(self, fd: int, /) -> None:
        """Stop watching a descriptor."""

    def poll(self, timeout: float, maxevents: int, /) -> Sequence[tuple[int, int]]:
        """Return the descriptors that are ready, each with its events.

        :param timeout: seconds to wait for the first one.
        """

    def close(self) -> None:
        """Close the epoll's descriptor."""


if sys.platform == "linux":
    HAS_EPOLL = True
    READABLE = select.EPOLLIN

    def open_epoll() -> Epoll:
        """Return a new epoll that watches nothing yet."""
        return select.epoll()

else:
    HAS_EPOLL = False
    READABLE = 0

    def open_epoll() -> Epoll:
        """Raise an error, as this system has no epoll.

        :raises OSError: always.
        """
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
