"""How many clients there may be, in all and from one host."""

from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network
from typing import final

SPARE_FILES = 64
"""Descriptors kept back from clients: listeners, logs, the event loop, and refusals."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Caps on clients at once.

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
    """Counts the clients that are in, and says whether one more may come.

    It knows the hosts of those who are in, and so no more hosts than there may be clients.

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
        """Take a place, if there is one; whoever has one must `leave`.

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


def host_of(address: str) -> str:
    """Return what an IP address counts as.

    Whoever has one IPv6 address has all of its network of 64 bits (RFC 7421), and could come from
    another one each time.

    :param address: as getpeername(2) gives it.
    """
    if ":" not in address:
        return address
    six = IPv6Address(address)
    if six.ipv4_mapped is not None:  # an IPv4 client of a socket that serves both
        return str(six.ipv4_mapped)
    return str(IPv6Network((int(six) >> 64 << 64, 64)))


def open_file_limit() -> int | None:
    """Return the soft limit of open files (RLIMIT_NOFILE); None where there is none."""
    try:
        import resource  # noqa: PLC0415 - Unix only
    except ImportError:
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if soft == resource.RLIM_INFINITY else soft
