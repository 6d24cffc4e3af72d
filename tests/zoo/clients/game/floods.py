"""It guesses and guesses, and never listens."""

import socket
import sys

try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s:
        if not s.recv(1024).startswith(b"GAME "):
            sys.exit("It is no game.")
        while True:
            s.sendall(b"50\n" * 1000)
except OSError as error:
    sys.exit(f"The game has failed: {error}")
