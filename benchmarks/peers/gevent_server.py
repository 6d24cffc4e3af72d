"""gevent: a greenlet a client, blocking calls that do not block."""

import functools
import socket
import time

import gevent
from gevent.server import StreamServer
from gevent.socket import socket as GeventSocket  # noqa: N812 - its name is not ours to choose

from benchmarks.peers.work import (
    BACKLOG,
    MAX_LINE,
    RECEIVE_SIZE,
    TOO_LONG,
    listening,
    options,
    reply,
)


class Idle:
    """Ends the reading of a client that was silent for `timeout` seconds.

    A `gevent.Timeout` for every message would cost a timer each. This one is re-armed lazily.
    """

    __slots__ = ("_client", "_timeout", "_timer", "heard")

    def __init__(self, client: GeventSocket, timeout: float) -> None:
        self._client = client
        self._timeout = timeout
        self.heard = time.monotonic()
        self._arm(timeout)

    def stop(self) -> None:
        """Forget the client: it is gone."""
        self._timer.stop()
        self._timer.close()

    def _arm(self, seconds: float) -> None:
        self._timer = gevent.get_hub().loop.timer(seconds)
        self._timer.start(self._check)

    def _check(self) -> None:
        left = self.heard + self._timeout - time.monotonic()
        self.stop()
        if left > 0:
            self._arm(left)
        else:
            # The greenlet that waits in recv reads the end of the stream.
            self._client.shutdown(socket.SHUT_RD)


def talk(limit: float | None, client: GeventSocket, _address: tuple[str, int]) -> None:
    """Serve one client."""
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    idle = Idle(client, limit) if limit is not None else None
    monotonic = time.monotonic
    tail, discarding = b"", False
    try:
        while data := client.recv(RECEIVE_SIZE):
            if idle is not None:
                idle.heard = monotonic()
            *lines, tail = (tail + data).split(b"\n")
            if discarding and lines:
                del lines[0]
                discarding = False
            replies = b"".join(map(reply, lines))
            if len(tail) > MAX_LINE:
                replies += b"" if discarding else TOO_LONG
                tail, discarding = b"", True
            client.sendall(replies)
    except OSError:
        pass
    finally:
        if idle is not None:
            idle.stop()


def main() -> None:
    """Serve for ever."""
    told = options()
    server = StreamServer(
        ("127.0.0.1", told.port), functools.partial(talk, told.timeout), backlog=BACKLOG
    )
    server.start()
    listening(told.port)
    server.serve_forever()


if __name__ == "__main__":
    main()
