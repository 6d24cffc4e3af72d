"""Normalised addresses of sockets, so that both ends of a connection can be matched."""

from ipaddress import IPv6Address, ip_address

ANYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - nothing is bound here
"""Wildcard addresses, which stand for every address of a machine."""


def written(host: str, port: int | str) -> str:
    """Return ``HOST:PORT`` or ``[V6]:PORT``.

    An IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2) becomes the IPv4 address, as the other
    end of the connection reports it.

    :param host: an address, perhaps in brackets, or a name.
    """
    bare = host.removeprefix("[").removesuffix("]")
    try:
        address = ip_address(bare)
    except ValueError:
        return f"{bare}:{port}"
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return f"[{address}]:{port}" if isinstance(address, IPv6Address) else f"{address}:{port}"


def split(address: str) -> tuple[str, str]:
    """Return the host, without brackets, and the port."""
    host, _, port = address.rpartition(":")
    return host.removeprefix("[").removesuffix("]"), port


def reaches(target: str, listening: str) -> bool:
    """Tell whether a connection to one address reaches a socket that listens at the other."""
    host, port = split(target)
    own, own_port = split(listening)
    return port == own_port and (host == own or own in ANYWHERE or host in ANYWHERE)
