"""A client that reads a few bytes at a time, and takes each piece for a line."""

import socket
import sys

with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as s:
    print(s.recv(1024))
    s.sendall(b"50\n")
    for size in (4, 8):
        print(s.recv(size))
