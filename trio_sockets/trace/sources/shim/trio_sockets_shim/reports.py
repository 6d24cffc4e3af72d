"""The connection to the tracer: a stream socket that carries whole lines."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HIGH = 400  # descriptors from which on nobody minds one more: numbers below stay as they would be


class Reports:
    """Sends reports, and never raises: an error here ends the reports, not the program.

    :param address: ``unix:PATH``, or ``tcp:PORT:SECRET`` on systems without Unix sockets.
    """

    def __init__(self, address: str) -> None:
        import _thread

        self._thread = _thread
        self._address = address
        self._forks = 0
        self._open(0)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(
                before=self._before_fork,
                after_in_parent=self._after_fork,
                after_in_child=self._in_child,
            )

    def _open(self, parent: int) -> None:
        self._lock = self._thread.RLock()
        self._waiting: list[str] = []
        self._busy = False
        self._sock: Any = None
        try:
            self._connect()
        except Exception:
            self._sock = None
            return
        version = "%d.%d.%d" % sys.version_info[:3]
        fork, self._forks = self._forks, 0
        thread = self._thread.get_ident()
        self.send("H", os.getpid(), parent, fork, thread, os.getcwd(), version)

    def _connect(self) -> None:
        import _socket

        module: Any = _socket
        kind, _, place = self._address.partition(":")
        if kind == "unix":
            sock = module.socket(module.AF_UNIX, module.SOCK_STREAM)
            token = b""
            where: Any = place
        else:
            port, _, secret = place.partition(":")
            sock = module.socket(module.AF_INET, module.SOCK_STREAM)
            token = secret.encode() + b"\n"
            where = ("127.0.0.1", int(port))
        sock.settimeout(None)
        try:
            sock.connect(where)
            if token:
                sock.send(token)
            sock = self._moved_up(sock, module)
        except BaseException:
            sock.close()
            raise
        self._flags = getattr(module, "MSG_NOSIGNAL", 0)
        self._sock = sock
        self._inode = self._inode_of()

    @staticmethod
    def _moved_up(sock: Any, module: Any) -> Any:
        if sys.platform != "win32":
            import fcntl

            try:
                high = fcntl.fcntl(sock.fileno(), fcntl.F_DUPFD_CLOEXEC, HIGH)
            except OSError:  # the limit of open files is lower
                return sock
            moved = module.socket(sock.family, sock.type, sock.proto, high)
            sock.close()
            return moved
        else:  # noqa: RET505 - mypy has one of the two on each system
            return sock

    def _inode_of(self) -> object:
        if os.name != "posix":
            return None
        status = os.fstat(self._sock.fileno())
        return status.st_dev, status.st_ino

    def send(self, *fields: Any) -> None:
        """Report one line. It is reentrant, as a signal handler may call it."""
        line = "\t".join(map(_field, fields)) + "\n"
        with self._lock:
            self._waiting.append(line)
            if self._busy or self._sock is None:
                return
            self._busy = True
            try:
                while self._waiting:
                    data = "".join(self._waiting).encode("ascii", "replace")
                    del self._waiting[:]
                    self._send_all(data)
            except Exception:
                self.leave()
            finally:
                self._busy = False

    def _send_all(self, data: bytes) -> None:
        if self._inode != self._inode_of():
            raise OSError("the program closed the descriptor and reused its number")
        while data:
            data = data[self._sock.send(data, self._flags) :]

    def leave(self) -> None:
        """Stop reporting; the system closes the descriptor with the program."""
        sock, self._sock = self._sock, None
        if sock is not None:
            sock.detach()  # prevents Python's warning about an unclosed socket

    def _before_fork(self) -> None:
        self._lock.acquire()
        self._forks += 1
        self.send("F", self._forks)

    def _after_fork(self) -> None:
        self._lock.release()

    def _in_child(self) -> None:
        old = self._sock
        if old is not None:
            try:
                if self._inode == self._inode_of():
                    old.close()
                else:
                    old.detach()
            except Exception:
                old.detach()
        self._open(os.getppid())


def _field(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, str):
        if value.isascii() and value.isprintable() and "\\" not in value:
            return value
        return value.encode("unicode_escape").decode("ascii")
    return repr(value)
