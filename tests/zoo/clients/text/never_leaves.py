"""It does not leave when nobody types any more."""

import socket
import sys
import time

try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s, s.makefile("rb") as lines:
        while True:
            typed = sys.stdin.readline()
            if not typed:
                time.sleep(0.1)
                continue
            s.sendall(typed.rstrip("\n").encode() + b"\n")
            reply = lines.readline()
            if not reply:
                sys.exit("The server has closed.")
            print(reply.decode(errors="replace").rstrip("\r\n"))
except OSError as error:
    sys.exit(f"The conversation has failed: {error}")
