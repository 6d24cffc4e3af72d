"""It takes one recv for one reply."""

import socket
import sys

try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s:
        for typed in sys.stdin:
            s.sendall(typed.rstrip("\n").encode() + b"\n")
            reply = s.recv(1024)
            if not reply:
                sys.exit("The server has closed.")
            print(reply.decode(errors="replace").rstrip("\r\n"))
except OSError as error:
    sys.exit(f"The conversation has failed: {error}")
