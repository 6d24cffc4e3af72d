"""Parses the arguments and results of system calls in strace's notation: pure and total."""

import re
from typing import Final

from trio_sockets.trace.model.addresses import written
from trio_sockets.trace.sources.strace_lines import Returned, strings

NAMES: Final = {
    "accept4": "accept",
    "sendto": "send",
    "recvfrom": "recv",
    "ppoll": "poll",
    "pselect6": "select",
}
"""The names of library calls, by the system call."""

_ADDRESS = re.compile(r'port=htons\((\d{1,5})\).*?"([^"]{1,64})"')
_PORT_AND_HOST = re.compile(r"TCP(?:v6)?:\[(.*)\]>$")
_SHOWN_OPTIONS = ("SO_REUSEADDR", "SO_REUSEPORT", "SO_LINGER")
_LENGTH = re.compile(r"iov_len=(\d{1,12})")
_SENDS: Final = {"sendto", "sendmsg", "write", "writev", "sendfile"}
_RECEIVES: Final = {"recvfrom", "recvmsg", "read", "readv"}
_DIGITS = 12
"""The most digits of a size."""


def descriptor(argument: str) -> int:
    """Return the number at the beginning of an argument; -1 if there is no number."""
    return _number(argument.partition("<")[0], otherwise=-1)


def _number(word: str, *, otherwise: int) -> int:
    return int(word) if word.isascii() and word.isdigit() and len(word) <= _DIGITS else otherwise


def inside(argument: str) -> str:
    """Return the address of a socket, or both addresses joined by ``->``; "" if it has none yet."""
    found = _PORT_AND_HOST.search(argument)
    if found is None:
        return ""
    ends = [_written(end) for end in found[1].split("->")]
    return "->".join(ends) if all(ends) else ""


def _written(end: str) -> str:
    host, colon, port = end.rpartition(":")
    return written(host, port) if colon and port.isdigit() else ""


def address(arguments: str) -> str:
    """Return the address in a ``sockaddr``; "" if it has none."""
    found = _ADDRESS.search(arguments)
    return written(found[2], found[1]) if found else ""


def is_shown(name: str, arguments: list[str]) -> bool:
    """Tell whether a call is drawn: most socket options are of no interest."""
    return name != "setsockopt" or any(option in arguments for option in _SHOWN_OPTIONS)


def detail(name: str, arguments: list[str]) -> str:
    """Return the arguments of a call as they are shown."""
    plain = NAMES.get(name, name)
    match plain:
        case "bind" | "connect":
            return address(str(arguments))
        case "recv" | "read":
            flags = arguments[3] if len(arguments) > 3 else "0"  # noqa: PLR2004 - recvfrom(2)
            size = arguments[2] if len(arguments) > 2 else ""  # noqa: PLR2004 - read(2)
            return f"{size}, {flags}" if flags not in {"0", ""} and plain == "recv" else size
        case "recvmsg" if "MSG_PEEK" in str(arguments[2:]):
            return "MSG_PEEK"
        case "shutdown" | "listen":
            return arguments[-1] if len(arguments) > 1 else ""
        case "setsockopt":
            return next(option for option in _SHOWN_OPTIONS if option in arguments)
        case _:
            return ""


def offered(name: str, arguments: list[str]) -> tuple[bytes, int]:
    """Return the bytes that a call offers to send, as far as they are known, and their number."""
    if name not in _SENDS or name == "sendfile" or len(arguments) < 2:  # noqa: PLR2004 - a buffer
        return b"", 0
    data = strings(arguments[1])
    if name in {"sendmsg", "writev"}:
        return data, sum(map(int, _LENGTH.findall(arguments[1])))
    size = arguments[2] if len(arguments) > 2 else ""  # noqa: PLR2004 - and its size
    return data, _number(size, otherwise=len(data))


def moved(line: Returned) -> tuple[bytes, int]:
    """Return the bytes that a call received, and the number of bytes that it sent or received."""
    size = max(0, line.result or 0)
    if line.name in _RECEIVES and len(line.arguments) > 1:
        return strings(line.arguments[1])[:size], size
    return b"", size if line.name in _SENDS else 0
