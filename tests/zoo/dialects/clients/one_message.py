"""It has each line that is typed answered on a connection of its own.

``one_message.py PORT [FAULT]``. FAULT ``quiet``: it does not show the replies.
"""

import socket
import sys


def ask(line: str) -> str:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s, s.makefile("rb") as lines:
        s.sendall(f"{line.rstrip()}\n".encode())
        reply = lines.readline()
        if not reply.endswith(b"\n"):
            raise OSError("the server has closed")
        return reply.decode(errors="replace").rstrip()


try:
    for line in sys.stdin:
        reply = ask(line)
        print("." if "quiet" in sys.argv else reply, flush=True)
except OSError as error:
    sys.exit(f"Failed: {error}")
