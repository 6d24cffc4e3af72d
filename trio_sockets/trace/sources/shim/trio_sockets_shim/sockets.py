"""Patches the socket class with methods that report their calls."""

from __future__ import annotations

import sys
from itertools import count
from time import time

from .calls import KEPT, METHODS, NAMELESS, address, described, errno_name, error_name
from .identity import Sockets
from .places import CallSites

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .reports import Reports

SHOWN = 200  # the most characters of arguments


class Shim:
    """Reports the calls of a program.

    :param reports: sends the reports.
    """

    def __init__(self, reports: Reports) -> None:
        import _thread

        self._reports = reports
        self._thread = _thread
        self._local = _thread._local()
        self._next = count(1).__next__
        self._where = CallSites().where
        self._sockets: Any = None

    def traced(self, original: Callable[..., Any], name: str) -> Callable[..., Any]:
        """Return a wrapper of a socket's method that reports each call."""
        shim = self

        def method(self: Any, *args: Any, **named: Any) -> Any:
            args, call = shim.begin(name, self, args)
            try:
                result = original(self, *args, **named)
            except BaseException as error:
                shim.fail(call, error)
                raise
            finally:
                shim.leave()
            shim.end(name, call, self, args, result)
            return result

        for attribute in ("__name__", "__qualname__", "__doc__", "__module__"):
            if hasattr(original, attribute):
                setattr(method, attribute, getattr(original, attribute))
        return method

    def begin(self, name: str, sock: Any, args: Any) -> tuple[Any, int | None]:
        """Report the begin of a call; return its arguments, and its number if it was reported."""
        depth = getattr(self._local, "depth", 0)
        self._local.depth = depth + 1
        try:
            if depth or not self._sockets.is_stream(sock):
                return args, None
            args, detail, size, data = described(name, args)
            if detail is None:
                return args, None
            number = self._sockets.number_of(sock)
            if name not in NAMELESS:
                self._sockets.name(sock, number)
            call = self._next()
            where = self._where()
            self._reports.send(
                *("B", time(), self._thread.get_ident(), call, name, number),
                *(detail[:SHOWN], size, data, *where),
            )
            if name == "setsockopt" and args[1] == self._module.SO_LINGER:
                self._sockets.note_linger(number, args)
        except Exception:
            return args, None
        return args, call

    def leave(self) -> None:
        """Record the end of a call, reported or not."""
        self._local.depth = getattr(self._local, "depth", 1) - 1

    def fail(self, call: int | None, error: BaseException) -> None:
        """Report that a call raised an error."""
        if call is None:
            return
        try:
            self._reports.send("E", time(), call, "", error_name(error), 0, b"", None)
        except Exception:
            pass

    def end(self, name: str, call: int | None, sock: Any, args: Any, result: Any) -> None:
        """Report that a call returned."""
        if call is None:
            return
        try:
            value, size, data, made, error = self._returned(name, args, result)
            self._afterwards(name, call, sock, args)
            self._reports.send("E", time(), call, value, error, size, data, made)
            if made is not None:
                self._sockets.name(result[0], made)
        except Exception:
            pass

    def _returned(self, name: str, args: Any, result: Any) -> tuple[str, int, bytes, Any, str]:
        if name == "accept":
            return address(result[1]), 0, b"", self._sockets.number_of(result[0]), ""
        if name == "connect_ex":
            return "", 0, b"", None, errno_name(result) if result else ""
        if name == "recv":
            return "", len(result), bytes(result[:KEPT]), None, ""
        if name in {"recvfrom", "recvmsg"}:
            return "", len(result[0]), bytes(result[0][:KEPT]), None, ""
        if name == "recv_into":
            data = bytes(memoryview(args[0]).cast("B")[: min(result, KEPT)])
            return "", result, data, None, ""
        if name in {"send", "sendto", "sendmsg", "sendfile"}:
            return "", result, b"", None, ""
        if name == "sendall":
            return "", memoryview(args[0]).nbytes, b"", None, ""
        return "", 0, b"", None, ""

    def _afterwards(self, name: str, call: int, sock: Any, args: Any) -> None:
        number = self._sockets.number_of(sock)
        if name == "shutdown" and args[0] != self._module.SHUT_RD:
            self._reports.send("S", time(), self._thread.get_ident(), number, "half", call)
        elif name in {"bind", "listen", "connect", "connect_ex"}:
            self._sockets.name(sock, number, listening=name == "listen")

    def made(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """Return an ``__init__`` of sockets that reports the new socket."""
        shim = self

        def __init__(self: Any, *args: Any, **named: Any) -> None:  # noqa: N807 - it replaces the original
            original(self, *args, **named)
            shim.new(self, named.get("fileno", args[3] if len(args) > 3 else None))

        __init__.__doc__ = original.__doc__
        return __init__

    def new(self, sock: Any, descriptor: Any) -> None:
        """Report a socket that the program created."""
        try:
            if getattr(self._local, "depth", 0) or descriptor is not None:
                return
            if self._sockets.is_stream(sock):
                number = self._sockets.number_of(sock)
                call, thread = self._next(), self._thread.get_ident()
                self._reports.send(
                    "B", time(), thread, call, "socket", None, "", 0, b"", *self._where()
                )
                self._reports.send("E", time(), call, "", "", 0, b"", number)
        except Exception:
            pass

    def closed(self, original: Callable[..., Any], name: str) -> Callable[..., Any]:
        """Return a ``close`` or ``_real_close`` that reports whether the descriptor was closed."""
        shim = self

        def method(self: Any, *args: Any, **named: Any) -> Any:
            was_open = shim._sockets.descriptor(self) >= 0
            call = None
            if was_open:
                _, call = shim.begin("close", self, args)
            try:
                return original(self, *args, **named)
            finally:
                if was_open:
                    shim.leave()
                    shim.has_closed(self, call)

        method.__name__, method.__doc__ = name, original.__doc__
        method.__qualname__ = original.__qualname__
        return method

    def has_closed(self, sock: Any, call: int | None) -> None:
        """Report the end of a close."""
        if call is None:
            return
        try:
            really = self._sockets.descriptor(sock) < 0
            value = "" if really else "a makefile() keeps it open"
            if really:
                self._sockets.gone(self._sockets.number_of(sock), call)
            self._reports.send("E", time(), call, value, "", 0, b"", None)
        except Exception:
            pass

    def selecting(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """Return a wrapper that reports a wait for ready sockets."""
        shim = self

        def select(*args: Any, **named: Any) -> Any:
            call = shim.begin_waiting()
            try:
                return original(*args, **named)
            finally:
                shim.leave()
                shim.end_waiting(call)

        for attribute in ("__name__", "__qualname__", "__doc__", "__module__"):
            if hasattr(original, attribute):
                setattr(select, attribute, getattr(original, attribute))
        return select

    def begin_waiting(self) -> int | None:
        """Report that the program begins to wait for ready sockets."""
        depth = getattr(self._local, "depth", 0)
        self._local.depth = depth + 1
        try:
            if depth:
                return None
            call, thread = self._next(), self._thread.get_ident()
            self._reports.send(
                "B", time(), thread, call, "select", None, "", 0, b"", *self._where()
            )
        except Exception:
            return None
        return call

    def end_waiting(self, call: int | None) -> None:
        """Report that the wait has ended."""
        if call is not None:
            self._reports.send("E", time(), call, "", "", 0, b"", None)

    def into_socket(self, module: Any) -> None:
        """Patch the socket class."""
        self._module = module
        self._sockets = Sockets(self._reports, module)
        cls = module.socket
        for name in METHODS:
            if hasattr(cls, name):
                setattr(cls, name, self.traced(getattr(cls, name), name))
        cls.__init__ = self.made(cls.__init__)
        cls._real_close = self.closed(cls._real_close, "_real_close")
        cls.close = self.closed(cls.close, "close")
        select: Any = sys.modules.get("select")
        selectors = sys.modules.get("selectors")
        if select is not None and hasattr(select, "select"):
            select.select = self.selecting(select.select)
        for each in list(vars(selectors).values()) if selectors is not None else []:
            waits = vars(each).get("select") if isinstance(each, type) else None
            if waits is not None and not getattr(waits, "__isabstractmethod__", False):
                each.select = self.selecting(waits)
