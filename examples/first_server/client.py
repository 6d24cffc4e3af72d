"""Asks a text server for two things at once, and prints what it replies."""

import socket
import sys

with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as conn:
    conn.sendall(b"UPPER a\nUPPER b\n")
    print(conn.recv(1024).decode(), end="")
