"""Free ports for programs that are given a port."""

import secrets
import socket

from trio_sockets.trace.errors import TraceError
from trio_sockets.words import say

PORTS = range(10_000, 32_768)
"""The ports of started programs, below the ephemeral ports of the system."""

_ATTEMPTS = 200


def free_port(host: str) -> int:
    """Return a port that is free now.

    :raises TraceError: every port is taken.
    """
    for _ in range(_ATTEMPTS):
        port = PORTS[secrets.randbelow(len(PORTS))]
        try:
            with socket.socket() as probe:
                probe.bind((host, port))
        except OSError:
            continue
        return port
    words = say("no port from {first} to {last} is free", first=PORTS[0], last=PORTS[-1])
    raise TraceError(words)
