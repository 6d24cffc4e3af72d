"""A client program that may be stopped: ``python -m soak.asker ADDRESS``.

It asks a text service for help, very often, and exits with 0 if it gets every answer. It writes a
line once the first has come. It is plain `socket` and a thread, so it starts in no time.
"""

import socket
import sys
import threading

QUESTION = b"HELP\n"
TIMES = 20_000
"""The answers are a megabyte: more than the system keeps for it."""

KEPT = 16 * 1024


def main(address: str) -> int:
    """Ask, compare, and return the exit code."""
    client = socket.socket(socket.AF_UNIX if address.startswith("unix:") else socket.AF_INET)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, KEPT)
    if address.startswith("unix:"):
        client.connect(address.removeprefix("unix:"))
    else:
        host, _, port = address.rpartition(":")
        client.connect((host, int(port)))
    with client, client.makefile("rb") as answers:
        threading.Thread(target=client.sendall, args=(TIMES * QUESTION,), daemon=True).start()
        first = answers.readline()
        sys.stdout.write("begun\n")
        sys.stdout.flush()
        return 0 if all(answers.readline() == first for _ in range(TIMES - 1)) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
