"""Listening on a Unix-domain socket, and the lifetime of its file."""

import errno
import os
import socket
import stat
import sys
from pathlib import Path
from typing import final

import trio


@final
class UnixListener(trio.abc.Listener[trio.SocketStream]):
    """A `trio.SocketListener` that owns its socket's file, and removes the file when closed."""

    def __init__(self, listener: trio.SocketListener, path: str) -> None:
        self.socket = listener.socket
        self._listener = listener
        self._file = _identity(path)
        self.path = path

    async def accept(self) -> trio.SocketStream:
        """See `trio.abc.Listener.accept`."""
        return await self._listener.accept()

    async def aclose(self) -> None:
        """Close the listener, and remove the file, unless another program has replaced it."""
        if _identity(self.path) == self._file:
            Path(self.path).unlink(missing_ok=True)  # noqa: ASYNC240 - one system call, no waiting
        await self._listener.aclose()


async def open_unix_listener(path: str) -> UnixListener:
    """Listen on a Unix-domain socket.

    A killed server leaves its socket file behind, and bind(2) fails if the file exists. So a file
    without a listening server is replaced.

    :raises OSError: EADDRINUSE if a server listens at the path, EEXIST if the path exists and is
        not a socket, EAFNOSUPPORT on Windows, or any error of bind(2).
    """
    await _remove_stale(path)
    sock = _unix_socket()
    try:
        await sock.bind(path)
        sock.listen(socket.SOMAXCONN)
        return UnixListener(trio.SocketListener(sock), path)
    except BaseException:
        sock.close()
        raise


async def _remove_stale(path: str) -> None:
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)
    with _unix_socket() as probe:
        try:
            await probe.connect(path)
        except ConnectionRefusedError:
            Path(path).unlink(missing_ok=True)  # noqa: ASYNC240 - one system call, no waiting
            return
    raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE), path)


if sys.platform == "win32":

    def _unix_socket() -> trio.socket.SocketType:
        raise OSError(errno.EAFNOSUPPORT, "Windows has no Unix sockets")

else:

    def _unix_socket() -> trio.socket.SocketType:
        return trio.socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)


def _identity(path: str) -> tuple[int, int] | None:
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino
