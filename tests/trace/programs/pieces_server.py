"""A server whose HIGHER goes out in two pieces: one recv is half of a line."""

import socket
import sys
import time

with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as s:
    conn, _ = s.accept()
    with conn:
        conn.sendall(b"GAME 1 100 7\n")
        conn.recv(1024)
        conn.sendall(b"HIG")
        time.sleep(0.2)
        conn.sendall(b"HER 6\n")
        conn.recv(1024)
