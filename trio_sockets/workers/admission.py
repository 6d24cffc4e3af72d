"""The caps on clients, over all workers."""

from typing import final

from trio_sockets.server.limits import Admission, Limits
from trio_sockets.workers.counts import SharedCounts


@final
class SharedAdmission(Admission):
    """An `Admission` that counts the clients of other workers too.

    :param limits: the caps, over all workers.
    :param open_files: see `Admission`; it bounds this process alone.
    :param counts: the worker's.
    """

    def __init__(self, limits: Limits, open_files: int | None, counts: SharedCounts) -> None:
        super().__init__(limits, open_files)
        self._limits = limits
        self._counts = counts

    def enter(self, host: str | None) -> bool:
        """See `Admission.enter`."""
        counts, limits = self._counts, self._limits
        if counts.clients() >= limits.clients:
            return False
        if host is not None and counts.clients_from(host) >= limits.clients_per_host:
            return False
        if not super().enter(host):  # this process has no more files
            return False
        counts.add(host, 1)
        return True

    def leave(self, host: str | None) -> None:
        """See `Admission.leave`."""
        super().leave(host)
        self._counts.add(host, -1)
