"""``python -m faults.half_open HOST PORT NUMBER`` begins so many TCP handshakes.

It says so on standard output, and holds on to them until its standard input ends. Whether they ever
end is the network's business.
"""

import socket
import sys

from faults.strangers import STRANGER


def main(host: str, port: str, number: str) -> None:
    """Send a SYN for each from `STRANGER`, and wait."""
    sockets = []
    for _ in range(int(number)):
        sock = socket.socket()
        sock.setblocking(False)  # noqa: FBT003 - its only parameter
        sock.bind((STRANGER, 0))
        sock.connect_ex((host, int(port)))
        sockets.append(sock)
    print(len(sockets), flush=True)  # noqa: T201 - whoever started it waits for this
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
