"""One spelling for each IP address, so that a host is the same one everywhere."""

from ipaddress import IPv6Address


def plain_address(address: str) -> str:
    """Return the one spelling of an address: of an IPv4 peer, never ``::ffff:a.b.c.d``.

    A socket that serves IPv6 and IPv4 names its IPv4 peers so (RFC 4291, 2.5.5.2; RFC 3493, 3.7),
    and some proxies do. Limits, networks, scores and logs would take them for hosts of their own. A
    scope, as in ``fe80::1%eth0``, stays: on another link it is another host (RFC 4007).

    :param address: of IPv4 or IPv6, as getpeername(2) or a PROXY header gives it.

    >>> plain_address("::ffff:192.0.2.1")
    '192.0.2.1'
    """
    if ":" not in address:
        return address  # the usual case, which should cost nothing
    six = IPv6Address(address)
    return str(six.ipv4_mapped or six)
