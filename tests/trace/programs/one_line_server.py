"""A server that sends a whole line at once, and reads what comes."""

import socket
import sys

with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as s:
    conn, _ = s.accept()
    with conn:
        conn.sendall(b"GAME 1 100 7\n")
        conn.recv(1024)
        conn.sendall(b"HIGHER 6\n")
        conn.recv(1024)
