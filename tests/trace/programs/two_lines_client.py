"""A client that sends two lines, one after the other."""

import socket
import sys

with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as s:
    s.sendall(b"hola\n")
    s.sendall(b"123\n")
    s.recv(1024)
