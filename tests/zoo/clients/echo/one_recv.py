"""It takes one recv for all that comes back."""

import socket
import sys

MESSAGE = b"Hello, world"

try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s:
        s.sendall(MESSAGE)
        data = s.recv(1024)
        print("Received", data)
except OSError as error:
    sys.exit(f"The echo has failed: {error}")
