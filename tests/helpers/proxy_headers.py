"""What a proxy sends first: headers of the PROXY protocol."""

import struct

from trio_sockets import parse_proxies
from trio_sockets.protocol.proxy import V2

HERE = parse_proxies(["127.0.0.1"])
V1_HEADER = b"PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n"
V2_HEADER = V2 + b"\x21\x11\x00\x0c\xc0\x00\x02\x01\xc6\x33\x64\x01\xdc\x04\x01\xbb"
V2_WITH_TLVS = V2 + b"\x21\x11" + struct.pack("!H", 2012) + V2_HEADER[16:] + bytes(2000)


def from_v6(address: str) -> bytes:
    return f"PROXY TCP6 {address} 2001:db8::1 56324 443\r\n".encode()


def from_host(number: int) -> bytes:
    return b"PROXY TCP4 192.0.2.%d 198.51.100.1 56324 443\r\n" % number
