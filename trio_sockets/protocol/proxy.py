"""The PROXY protocol, versions 1 and 2: the header in which a proxy names its client.

The rules are those of HAProxy's ``proxy-protocol.txt``, named by their sections. A header that
breaks one of them is bad: a receiver that guesses can be lied to.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import TypeAlias, final

from trio_sockets.protocol.plain_address import plain_address
from trio_sockets.protocol.session import BytesLike

MAX_V1 = 107
"""Bytes of a version 1 header, its CRLF counted (section 2.1)."""

MAX_V2 = 4096
"""Bytes of a version 2 header here. A receiver must take 536 (section 2.2); this has room for what
some proxies add, such as a client's certificate."""

V1 = b"PROXY "
V2 = b"\r\n\r\n\0\r\nQUIT\n"

_FIXED = len(V2) + 4
"""Bytes of a version 2 header up to the addresses."""

_INET, _INET6, _UNIX = 1, 2, 3
_WIDTHS = {_INET: 4, _INET6: 16}
"""Families, and the bytes of an address in each."""

_MAX_PORT = 65535


@final
@dataclass(frozen=True, slots=True)
class ProxyHeader:
    """A whole header.

    :param size: its length in bytes. The client's own bytes follow.
    :param source: the client's IP address and port; None if the proxy speaks for itself, or for a
        client without an address: the peer of the connection stays as it is.
    """

    size: int
    source: tuple[str, int] | None


@final
@dataclass(frozen=True, slots=True)
class BadHeader:
    """Bytes that can never become a header, whatever follows them.

    :param reason: a few words for the log.
    """

    reason: str


ParsedHeader: TypeAlias = ProxyHeader | BadHeader | None
"""None: all of these bytes belong to a header that has not ended."""


def parse_proxy_header(data: BytesLike) -> ParsedHeader:
    """Read the header that a connection begins with.

    :param data: all bytes received so far. They may go on behind the header.
    """
    start = bytes(data[:MAX_V2])
    if start.startswith(V1):
        return _parse_v1(start)
    if start.startswith(V2):
        return _parse_v2(start)
    if V1.startswith(start) or V2.startswith(start):
        return None
    return BadHeader("no PROXY header")


def _parse_v1(data: bytes) -> ParsedHeader:
    line, lf, _ = data[:MAX_V1].partition(b"\n")
    if not lf:
        return None if len(data) < MAX_V1 else BadHeader("the line does not end")
    if not line.endswith(b"\r"):
        return BadHeader("the line does not end in CRLF")
    size = len(line) + len(lf)
    match line[len(V1) : -1].split(b" "):
        case [b"UNKNOWN", *_]:  # "the receiver must ignore anything" behind it
            return ProxyHeader(size, None)
        case [b"TCP4", source, target, port, target_port]:
            family: type[IPv4Address | IPv6Address] = IPv4Address
        case [b"TCP6", source, target, port, target_port]:
            family = IPv6Address
        case _:
            return BadHeader("the line is neither TCP4, TCP6 nor UNKNOWN")
    addresses = _address(family, source), _address(family, target)
    ports = _port(port), _port(target_port)
    if addresses[0] is None or addresses[1] is None or ports[0] is None or ports[1] is None:
        return BadHeader("an address or a port is invalid")
    return ProxyHeader(size, (plain_address(str(addresses[0])), ports[0]))


def _address(
    family: type[IPv4Address | IPv6Address], word: bytes
) -> IPv4Address | IPv6Address | None:
    if b"%" in word:  # a zone, which means nothing on another machine
        return None
    try:
        return family(word.decode("ascii"))
    except ValueError:
        return None


def _port(word: bytes) -> int | None:
    if not word.isdigit() or len(word) > len("65535") or (word[:1] == b"0" and word != b"0"):
        return None
    number = int(word)
    return number if number <= _MAX_PORT else None


def _parse_v2(data: bytes) -> ParsedHeader:
    if len(data) < _FIXED:
        return None
    version, command = divmod(data[len(V2)], 16)
    family, transport = divmod(data[len(V2) + 1], 16)
    size = _FIXED + int.from_bytes(data[_FIXED - 2 : _FIXED])
    if version != 2 or command > 1 or family > _UNIX or transport > 2:  # noqa: PLR2004 - section 2.2's
        return BadHeader("unknown version, command, family or transport")
    if size > MAX_V2:
        return BadHeader(f"the header has {size} bytes")
    # LOCAL is the proxy's own connection, as for a health check. The addresses of Unix sockets have
    # no host. The TLVs behind the addresses hold nothing that we need.
    width = _WIDTHS.get(family) if command and transport else None
    if width is not None and size < _FIXED + 2 * width + 2 * 2:
        return BadHeader("the addresses are cut off")
    if len(data) < size:
        return None
    return ProxyHeader(size, None if width is None else _source_v2(data[_FIXED:], width))


def _source_v2(data: bytes, width: int) -> tuple[str, int]:
    """Read two addresses, then two ports: the source comes first, in network order."""
    packed, port = data[:width], data[2 * width : 2 * width + 2]
    address = IPv4Address(packed) if width == _WIDTHS[_INET] else IPv6Address(packed)
    return plain_address(str(address)), int.from_bytes(port)
