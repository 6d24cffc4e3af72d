"""It does not notice that the server has closed."""

import socket
import sys

try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s, s.makefile("rb") as lines:
        for typed in sys.stdin:
            s.sendall(typed.rstrip("\n").encode() + b"\n")
            reply = lines.readline()
            print(reply.decode(errors="replace").rstrip("\r\n"))
except OSError as error:
    sys.exit(f"The conversation has failed: {error}")
