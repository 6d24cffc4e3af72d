"""It does not show what comes back."""

import socket
import sys

MESSAGE = b"Hello, world"

try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s:
        s.sendall(MESSAGE)
        data = b""
        while len(data) < len(MESSAGE):
            received = s.recv(1024)
            if not received:
                sys.exit("The server has closed.")
            data += received
except OSError as error:
    sys.exit(f"The echo has failed: {error}")
