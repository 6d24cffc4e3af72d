"""Counts of the clients of all workers, in shared memory, without a lock.

Every worker has a region that it alone writes, and all read. So a worker that is killed leaves
nothing locked; its parent clears its region. A count is an aligned word, which is read and written
whole.

Check and increment are not atomic, and another worker may count in between: the caps may be
exceeded by one client for each worker but one.
"""

import mmap
import os
import secrets
import sys
import tempfile
from functools import lru_cache, partial
from hashlib import blake2b
from types import TracebackType
from typing import Self, final

WORD = 4
KEY = 16
"""Bytes of the key that comes first. It is drawn anew by each parent, so that nobody outside can
choose addresses that share a count."""

HOSTS = 2**16
"""Counts of hosts in a region. Two hosts that meet in one share a cap; the memory stays bounded."""

REMEMBERED = 1024
"""Hosts whose place in a region is not worked out again: a digest costs a microsecond or two."""

REGION = WORD * (1 + HOSTS)
"""Bytes: the clients in all, then those of the hosts."""


@final
class CountsMemory:
    """The memory itself, mapped into this process.

    :param fd: a descriptor of it. It may be closed afterwards.
    """

    def __init__(self, fd: int) -> None:
        self._map = mmap.mmap(fd, 0)
        self.key = self._map[:KEY]
        self._bytes = memoryview(self._map)[KEY:]
        self.words = self._bytes.cast("I")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.words.release()
        self._bytes.release()
        self._map.close()

    def clear(self, region: int) -> None:
        """Forget the clients of a worker that has ended. Nobody else may do it."""
        self._bytes[region * REGION : (region + 1) * REGION] = bytes(REGION)


@final
class SharedCounts:
    """Counts the clients of all workers, and writes those of its own.

    :param memory: must stay open as long as clients come or leave.
    :param region: the worker's own.
    """

    def __init__(self, memory: CountsMemory, region: int) -> None:
        self._words = memory.words
        self._offset = lru_cache(REMEMBERED)(partial(_offset, memory.key))
        step = REGION // WORD
        self._mine = region * step
        self._regions = range(0, len(memory.words), step)

    def clients(self) -> int:
        """Return the number of clients of all workers."""
        words = self._words
        return sum([words[start] for start in self._regions])

    def clients_from(self, host: str) -> int:
        """Return how many are inside from one address, or from those that share its count."""
        words, offset = self._words, self._offset(host)
        return sum([words[start + offset] for start in self._regions])

    def add(self, host: str | None, change: int) -> None:
        """Add to the count; negative when clients leave.

        :param host: their address; None for those that have none.
        """
        self._words[self._mine] += change
        if host is not None:
            self._words[self._mine + self._offset(host)] += change


def _offset(key: bytes, host: str) -> int:
    digest = blake2b(host.encode(), key=key, digest_size=WORD).digest()
    return 1 + int.from_bytes(digest) % HOSTS


def create_counts_file(regions: int) -> int:
    """Return the descriptor of a new memory that has no name and is all zero but for its key.

    :param regions: how many workers may be alive at once.
    :raises OSError: the system has no memory to give.
    """
    if sys.platform == "linux" and hasattr(os, "memfd_create"):  # not with an old C library
        fd = os.memfd_create("trio-sockets-counts")
    else:
        with tempfile.TemporaryFile() as file:
            fd = os.dup(file.fileno())
    os.ftruncate(fd, KEY + regions * REGION)
    os.write(fd, secrets.token_bytes(KEY))
    return fd
