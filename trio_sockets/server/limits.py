"""Limits on the number of clients, in total and per host."""

import sys
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network
from typing import final

from trio_sockets.protocol.plain_address import plain_address

if sys.platform != "win32":
    import resource

SPARE_FILES = 64
"""Descriptors kept back from clients: listeners, logs, the event loop, and refusals."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits on simultaneous clients.

    :param clients: in all. The file limit (RLIMIT_NOFILE) minus 64 bounds it in any case.
    :param clients_per_host: from one IPv4 address, or one IPv6 network of 64 bits; a class may sit
        behind one. Clients of a Unix socket have no host and count only in all.
    :raises ValueError: one of them is below 1.
    """

    clients: int = 10_000
    clients_per_host: int = 256

    def __post_init__(self) -> None:
        for name in ("clients", "clients_per_host"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")


class Admission:
    """Counts the connected clients, and decides whether one more may connect (admission control).

    It stores only the hosts of connected clients, so never more hosts than clients.

    :param limits: the caps.
    :param open_files: the process's limit of open files; None where there is none.
    """

    def __init__(self, limits: Limits, open_files: int | None) -> None:
        self.clients = limits.clients
        if open_files is not None:
            self.clients = max(1, min(limits.clients, open_files - SPARE_FILES))
        self._per_host = limits.clients_per_host
        self._hosts: dict[str, int] = {}
        self._inside = 0

    def enter(self, host: str | None) -> bool:
        """Take a place, if one is free; it must be given back by `leave`.

        :param host: the client's address; None for a client that has none.
        :returns: whether the client has a place.
        """
        if self._inside >= self.clients:
            return False
        if host is not None:
            inside = self._hosts.get(host, 0)
            if inside >= self._per_host:
                return False
            self._hosts[host] = inside + 1
        self._inside += 1
        return True

    def leave(self, host: str | None) -> None:
        """Give a place back.

        :param host: as it was when the client entered.
        """
        self._inside -= 1
        if host is not None:
            self._hosts[host] -= 1
            if not self._hosts[host]:
                del self._hosts[host]  # or the table would grow with every host ever seen


@lru_cache(1024)
def host_of(address: str) -> str:
    """Return the host as which an IP address is counted.

    A peer with one IPv6 address has its whole /64 network (RFC 7421), and could use another address
    for each connection.

    :param address: as getpeername(2) gives it, or as it is in a PROXY header.
    """
    address = plain_address(address)
    if ":" not in address:
        return address
    return str(IPv6Network((int(IPv6Address(address)) >> 64 << 64, 64)))


def open_file_limit() -> int | None:
    """Return the soft limit of open files (RLIMIT_NOFILE); None where there is none."""
    limit: int | None = None
    if sys.platform != "win32":
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        limit = None if soft == resource.RLIM_INFINITY else soft
    return limit
