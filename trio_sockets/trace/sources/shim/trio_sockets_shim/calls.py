"""The parts of a call's report: arguments, bytes, addresses and errors."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

KEPT = 2048  # the most bytes of a call that are reported

METHODS = (
    *("bind", "listen", "accept", "connect", "connect_ex", "send", "sendall", "sendto", "sendmsg"),
    *("sendfile", "recv", "recv_into", "recvfrom", "recvmsg", "shutdown", "setsockopt"),
)
NAMELESS = {"bind", "listen", "connect", "connect_ex", "setsockopt"}
_OPTIONS = ("SO_REUSEADDR", "SO_REUSEPORT", "SO_LINGER")


def described(name: str, args: Any) -> tuple[Any, str | None, int, bytes]:
    """Return the arguments of a call, and how they are shown; None if it is not reported."""
    if name in {"bind", "connect", "connect_ex"}:
        return args, address(args[0]) if args else "", 0, b""
    if name in {"send", "sendall", "sendto"} and args:
        try:
            view = memoryview(args[0]).cast("B")
        except TypeError:  # it is text: the call itself will raise the error
            return args, "", 0, b""
        return args, _flags(args, 1), view.nbytes, bytes(view[:KEPT])
    if name == "sendmsg" and args:
        parts = list(args[0])  # it may be an iterator, which can be read only once
        whole = b"".join(bytes(part) for part in parts)
        return (parts, *args[1:]), _flags(args, 2), len(whole), whole[:KEPT]
    if name in {"recv", "recvfrom", "recvmsg"}:
        return args, _with_flags(args, args[0] if args else ""), 0, b""
    if name == "recv_into" and args:
        size = args[1] if len(args) > 1 and args[1] else memoryview(args[0]).nbytes
        return args, _with_flags(args[1:], size), 0, b""
    if name == "setsockopt":
        return args, _option(args), 0, b""
    if name == "shutdown":
        ways = {0: "SHUT_RD", 1: "SHUT_WR", 2: "SHUT_RDWR"}
        return args, ways.get(int(args[0]), "") if args else "", 0, b""
    if name == "listen":
        return args, str(args[0]) if args else "", 0, b""
    return args, "", 0, b""


def _with_flags(args: Any, size: object) -> str:
    flags = _flags(args, 1)
    return "%s, %s" % (size, flags) if flags else str(size)


def _flags(args: Any, place: int) -> str:
    value = args[place] if len(args) > place else 0
    if not isinstance(value, int) or not value:
        return ""
    module: Any = sys.modules["socket"]
    names = ("MSG_PEEK", "MSG_WAITALL", "MSG_OOB", "MSG_DONTWAIT", "MSG_NOSIGNAL", "MSG_MORE")
    return "|".join(name for name in names if value & getattr(module, name, 0))


def _option(args: Any) -> str | None:
    module: Any = sys.modules["socket"]
    if len(args) < 2 or args[0] != module.SOL_SOCKET:
        return None
    return next((name for name in _OPTIONS if getattr(module, name, None) == args[1]), None)


def address(value: Any) -> str:
    """Return an address as ``HOST:PORT`` or ``[V6]:PORT``."""
    if isinstance(value, tuple) and len(value) > 1:
        host = str(value[0])
        return "[%s]:%s" % (host, value[1]) if ":" in host else "%s:%s" % (host, value[1])
    return str(value)


def error_name(error: BaseException) -> str:
    """Return the name of an error: that of its errno, or that of its class."""
    number = getattr(error, "errno", None)
    if isinstance(error, OSError) and number:
        return errno_name(number)
    return type(error).__name__


def errno_name(number: int) -> str:
    """Return the symbolic name of an errno (errno(3))."""
    import errno

    return errno.errorcode.get(number, str(number))
