"""The PROXY protocol's header: every case whole, byte by byte, and with what comes behind it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_sockets.protocol.proxy import (
    MAX_V1,
    MAX_V2,
    V1,
    V2,
    BadHeader,
    ProxyHeader,
    parse_proxy_header,
)

Source = tuple[str, int] | None


def v2(kind: int, family: int, body: bytes, size: int | None = None) -> bytes:
    length = len(body) if size is None else size
    return V2 + bytes([kind, family]) + length.to_bytes(2) + body


IPV4 = bytes([192, 0, 2, 1, 198, 51, 100, 1]) + (56324).to_bytes(2) + (443).to_bytes(2)
IPV6 = bytes.fromhex("20010db8" + 11 * "00" + "01" + "20010db8" + 11 * "00" + "02") + IPV4[-4:]
MAPPED = bytes.fromhex(2 * (20 * "0" + "ffff" + "c0000201")) + IPV4[-4:]
TLVS = b"\x03\x00\x04\x00\x00\x00\x00\x04\x00\x01x"

GOOD: dict[str, tuple[bytes, Source]] = {
    "v1 tcp4": (b"PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n", ("192.0.2.1", 56324)),
    "v1 tcp6": (b"PROXY TCP6 2001:DB8:0::1 ::1 1 65535\r\n", ("2001:db8::1", 1)),
    "v1 longest": (
        b"PROXY TCP6 " + 2 * (b"ffff:" * 7 + b"ffff ") + b"65535 65535\r\n",
        (7 * "ffff:" + "ffff", 65535),
    ),
    "v1 mapped": (b"PROXY TCP6 ::ffff:192.0.2.1 ::1 1 2\r\n", ("192.0.2.1", 1)),
    "v1 port 0": (b"PROXY TCP4 192.0.2.1 198.51.100.1 0 0\r\n", ("192.0.2.1", 0)),
    "v1 unknown": (b"PROXY UNKNOWN\r\n", None),
    "v1 unknown, longest": (b"PROXY UNKNOWN " + 91 * b"\r" + b"\r\n", None),
    "v1 unknown, more": (b"PROXY UNKNOWN ffff::1 \xff\0 65535\r\n", None),
    "v2 tcp4": (v2(0x21, 0x11, IPV4), ("192.0.2.1", 56324)),
    "v2 tcp4, tlvs": (v2(0x21, 0x11, IPV4 + TLVS), ("192.0.2.1", 56324)),
    "v2 udp4": (v2(0x21, 0x12, IPV4), ("192.0.2.1", 56324)),
    "v2 tcp6": (v2(0x21, 0x21, IPV6), ("2001:db8::1", 56324)),
    "v2 mapped": (v2(0x21, 0x21, MAPPED), ("192.0.2.1", 56324)),
    "v2 536 bytes": (v2(0x21, 0x21, IPV6 + bytes(536 - 16 - 36)), ("2001:db8::1", 56324)),
    "v2 longest": (v2(0x21, 0x11, IPV4 + bytes(MAX_V2 - 16 - 12)), ("192.0.2.1", 56324)),
    "v2 unix": (v2(0x21, 0x31, b"/run/x".ljust(216, b"\0")), None),
    "v2 unspecified": (v2(0x21, 0x00, b""), None),
    "v2 transport unspecified": (v2(0x21, 0x10, IPV4), None),
    "v2 local": (v2(0x20, 0x00, b""), None),
    "v2 local, addresses to be skipped": (v2(0x20, 0x11, IPV4), None),
}

BAD: dict[str, dict[str, bytes]] = {
    "no PROXY header": {
        "nothing of it": b"UPPER a\n",
        "a TLS hello": bytes.fromhex("1603010200010001fc0303"),
        "v1 in small letters": b"proxy TCP4 192.0.2.1 198.51.100.1 56324 443\r\n",
        "v2 cut by another byte": V2[:-1] + b"\r",
    },
    "the line does not end in CRLF": {
        "v1 without CR": b"PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\n",
    },
    "the line does not end": {
        "v1 too long": b"PROXY UNKNOWN" + (MAX_V1 - 13) * b"x",
        "v1 too long by its LF": b"PROXY UNKNOWN" + 93 * b"x" + b"\r\n",
    },
    "the line is neither TCP4, TCP6 nor UNKNOWN": {
        "v1 of no family": b"PROXY UDP4 192.0.2.1 198.51.100.1 56324 443\r\n",
        "v1 with nothing": b"PROXY \r\n",
        "v1 with a port too few": b"PROXY TCP4 192.0.2.1 198.51.100.1 56324\r\n",
        "v1 with a word too many": b"PROXY TCP4 192.0.2.1 198.51.100.1 56324 443 x\r\n",
        "v1 with two blanks": b"PROXY TCP4 192.0.2.1  198.51.100.1 56324 443\r\n",
    },
    "an address or a port is invalid": {
        "v1 with the other family": b"PROXY TCP4 2001:db8::1 ::1 56324 443\r\n",
        "v1 with the other family, 6": b"PROXY TCP6 192.0.2.1 198.51.100.1 56324 443\r\n",
        "v1 with a bad target": b"PROXY TCP4 192.0.2.1 x 56324 443\r\n",
        "v1 with a name": b"PROXY TCP4 localhost 198.51.100.1 56324 443\r\n",
        "v1 with a zone": b"PROXY TCP6 fe80::1%eth0 ::1 56324 443\r\n",
        "v1 with a leading zero": b"PROXY TCP4 192.0.02.1 198.51.100.1 56324 443\r\n",
        "v1 with a leading zero in a port": b"PROXY TCP4 192.0.2.1 198.51.100.1 056 443\r\n",
        "v1 with a port too high": b"PROXY TCP4 192.0.2.1 198.51.100.1 65536 443\r\n",
        "v1 with a leading zero in a short port": b"PROXY TCP4 192.0.2.1 198.51.100.1 07 443\r\n",
        "v1 with a target port too high": b"PROXY TCP4 192.0.2.1 198.51.100.1 1 99999999999\r\n",
        "v1 with a port of signs": b"PROXY TCP4 192.0.2.1 198.51.100.1 +1 443\r\n",
        "v1 with a port of no ASCII": b"PROXY TCP4 192.0.2.1 198.51.100.1 \xd9\xa1 443\r\n",
    },
    "unknown version, command, family or transport": {
        "v2 of version 1": v2(0x11, 0x11, IPV4),
        "v2 of version 3": v2(0x31, 0x11, IPV4),
        "v2 of no command": v2(0x22, 0x11, IPV4),
        "v2 of no family": v2(0x21, 0x41, IPV4),
        "v2 of no transport": v2(0x21, 0x13, IPV4),
    },
    "the addresses are cut off": {
        "v2 with cut addresses": v2(0x21, 0x11, IPV4[:-1]),
        "v2 with cut addresses, 6": v2(0x21, 0x21, IPV6[:-1]),
    },
    "the header has 4097 bytes": {
        "v2 too long": v2(0x21, 0x11, IPV4, size=MAX_V2 - 15),
    },
}
"""By the reason that the log gives."""


@pytest.mark.parametrize(("header", "source"), GOOD.values(), ids=GOOD)
@pytest.mark.parametrize("behind", [b"", b"\n", b"UPPER a\n", b"PROXY UNKNOWN\r\n", bytes(9999)])
def test_a_header_whole_and_with_what_comes_behind(
    header: bytes, source: Source, behind: bytes
) -> None:
    assert parse_proxy_header(bytearray(header + behind)) == ProxyHeader(len(header), source)


@pytest.mark.parametrize("header", [header for header, _ in GOOD.values()], ids=GOOD)
def test_a_part_of_a_header_is_neither_whole_nor_bad(header: bytes) -> None:
    for size in range(len(header)):
        assert parse_proxy_header(header[:size]) is None


@pytest.mark.parametrize(
    ("reason", "data"),
    [
        pytest.param(reason, data, id=name)
        for reason, alike in BAD.items()
        for name, data in alike.items()
    ],
)
def test_a_bad_header_is_bad_whole_and_byte_by_byte_and_stays_so(reason: str, data: bytes) -> None:
    bad = [size for size in range(len(data) + 1) if parse_proxy_header(data[:size]) is not None]
    assert bad == [*range(bad[0], len(data) + 1)]
    assert {parse_proxy_header(data[:size]) for size in bad} == {BadHeader(reason)}
    assert parse_proxy_header(data + b"\r\n") == BadHeader(reason)


LIKELY = st.sampled_from(
    [
        *(
            V1,
            b"TCP4 ",
            b"TCP6 ",
            b"UNKNOWN",
            b"192.0.2.1 ",
            b"::1 ",
            b"80 ",
            b"80",
            b"\r\n",
            b"\r",
        ),
        *(V2, b"\x21\x11\x00\x0c", b"\x20\x00\x00\x00", b"\x21\x21\x00\x24", IPV4, IPV6),
    ]
)


@given(st.lists(LIKELY | st.binary(max_size=40), max_size=10).map(b"".join), st.binary())
def test_any_bytes_are_a_header_or_none_and_more_of_them_change_nothing(
    data: bytes, behind: bytes
) -> None:
    parsed = parse_proxy_header(data)
    if parsed is None:
        assert len(data) < MAX_V2
    else:
        assert parse_proxy_header(data + behind) == parsed
    if isinstance(parsed, ProxyHeader):
        assert parse_proxy_header(data[: parsed.size]) == parsed
        assert all(parse_proxy_header(data[:size]) is None for size in range(parsed.size))
