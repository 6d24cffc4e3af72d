"""An accepted socket as a bare descriptor, without objects that it may never need."""

import os
import socket
from typing import final

import trio


@final
class BareSocket:
    """A connected stream socket on the fast path, where most sockets never need a Trio stream.

    :param fd: its descriptor, not blocking. This object closes it.
    """

    __slots__ = ("_stream", "fd")

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self._stream: trio.SocketStream | None = None

    @property
    def stream(self) -> trio.SocketStream:
        """The socket as a Trio stream, made when first needed, to wait for the socket."""
        if self._stream is None:
            plain = socket.socket(fileno=self.fd)
            self._stream = trio.SocketStream(trio.socket.from_stdlib_socket(plain))
        return self._stream

    def close(self) -> None:
        """Close the socket at once. A second call does nothing."""
        fd, self.fd = self.fd, -1
        if self._stream is not None:
            self._stream.socket.close()
        elif fd >= 0:
            os.close(fd)
