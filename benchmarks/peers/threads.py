"""The standard library's `socketserver`: a thread a client."""

import contextlib
import socket
import socketserver
import struct
from typing import ClassVar

from benchmarks.peers.work import BACKLOG, MAX_LINE, TOO_LONG, listening, options, reply


class Text(socketserver.StreamRequestHandler):
    """Serves one client."""

    disable_nagle_algorithm = True
    idle: ClassVar[float | None]

    def setup(self) -> None:
        """Begin. The kernel keeps the timeout: `settimeout` would cost a poll(2) a message."""
        super().setup()
        if self.idle is not None:
            limit = struct.pack("ll", int(self.idle), 0)
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)

    def handle(self) -> None:
        """Answer line by line; after the timeout, `readline` gives nothing."""
        discarding = False
        with contextlib.suppress(ConnectionError):
            while line := self.rfile.readline(MAX_LINE + 1):
                if not line.endswith(b"\n"):
                    if len(line) <= MAX_LINE:
                        return  # the end of the stream
                    if not discarding:
                        self.wfile.write(TOO_LONG)
                    discarding = True
                elif discarding:
                    discarding = False
                else:
                    self.wfile.write(reply(line[:-1]))


class Server(socketserver.ThreadingTCPServer):
    """Does not wait for its threads at the end."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = BACKLOG


def main() -> None:
    """Serve for ever."""
    told = options()
    Text.idle = told.timeout
    with Server(("127.0.0.1", told.port), Text) as server:
        listening(told.port)
        server.serve_forever()


if __name__ == "__main__":
    main()
