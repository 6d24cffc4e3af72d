"""The PROXY protocol: what is a header is one however it is cut, and whatever comes behind it."""

from ipaddress import IPv6Address, ip_address

from trio_sockets.protocol.proxy import (
    MAX_V2,
    BadHeader,
    ParsedHeader,
    ProxyHeader,
    parse_proxy_header,
)

MAX_PORT = 65535


def proxy(data: bytes) -> None:
    """Read what a connection begins with, after each byte that comes."""
    whole = parse_proxy_header(data)
    is_possible(whole, data)
    for size in range(min(len(data), MAX_V2 + 1)):
        part = parse_proxy_header(data[:size])
        if isinstance(part, BadHeader):
            assert isinstance(whole, BadHeader)  # nothing that comes makes it good
        elif isinstance(part, ProxyHeader):
            assert part == whole  # what comes behind is the client's
        else:
            assert not isinstance(whole, ProxyHeader) or size < whole.size
    if isinstance(whole, ProxyHeader):
        assert parse_proxy_header(data[: whole.size]) == whole


def is_possible(parsed: ParsedHeader, data: bytes) -> None:
    """Check what was read against what there was to read."""
    if isinstance(parsed, BadHeader):
        assert parsed.reason.isprintable()
    elif parsed is None:
        assert len(data) < MAX_V2
    else:
        assert 0 < parsed.size <= min(len(data), MAX_V2)
        if parsed.source is not None:
            host, port = parsed.source
            address = ip_address(host)
            assert not (isinstance(address, IPv6Address) and address.ipv4_mapped)
            assert 0 <= port <= MAX_PORT
