"""The identity of sockets: numbers, addresses and ends."""

from __future__ import annotations

from _thread import get_ident
from _weakref import ref
from itertools import count
from time import time

from .calls import address

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .reports import Reports


class Sockets:
    """The sockets of a program.

    :param reports: sends reports of their addresses and ends.
    :param module: the module ``socket``.
    """

    def __init__(self, reports: Reports, module: Any) -> None:
        self._reports = reports
        self._module = module
        self._base: Any = module._socket.socket
        self._next = count(1).__next__
        self._numbers: dict[int, tuple[int, Any]] = {}
        self._named: set[int] = set()
        self._aborts: set[int] = set()

    def number_of(self, sock: Any) -> int:
        """Return the number of a socket; assign one if it has none."""
        key = id(sock)
        if key in self._numbers:
            return self._numbers[key][0]
        number = self._next()

        def forget(_: object) -> None:
            try:
                self._numbers.pop(key, None)
                if number in self._named:
                    self.gone(number, None)
            except Exception:
                pass

        self._numbers[key] = number, ref(sock, forget)
        return number

    def name(self, sock: Any, number: int, *, listening: bool = False) -> None:
        """Report the addresses of a socket, until both are known."""
        if number in self._named and not listening:
            return
        try:
            local = address(self._base.getsockname(sock))
        except OSError:
            return
        try:
            peer = address(self._base.getpeername(sock))
        except OSError:
            peer = ""
        if peer or listening:
            self._named.add(number)
            self._reports.send("N", time(), number, local, peer, int(listening))

    def descriptor(self, sock: Any) -> int:
        """Return a socket's descriptor; a negative number if it is closed."""
        try:
            return int(self._base.fileno(sock))
        except Exception:
            return -1

    def is_stream(self, sock: Any) -> bool:
        """Tell whether it is a TCP socket."""
        base = self._base
        kind = base.type.__get__(sock) & 0xF
        families = (self._module.AF_INET, self._module.AF_INET6)
        return kind == self._module.SOCK_STREAM and base.family.__get__(sock) in families

    def note_linger(self, number: int, args: Any) -> None:
        """Record whether closing a socket will send an RST (SO_LINGER, socket(7))."""
        value = args[2] if len(args) > 2 else 0
        if isinstance(value, (bytes, bytearray)) and any(value[:4]) and not any(value[4:]):
            self._aborts.add(number)
        else:
            self._aborts.discard(number)

    def gone(self, number: int, call: int | None) -> None:
        """Report that a socket has no more references."""
        how = "abort" if number in self._aborts else "close"
        self._aborts.discard(number)
        self._named.discard(number)
        self._reports.send("S", time(), get_ident(), number, how, call)
