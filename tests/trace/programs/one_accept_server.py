"""A server that forgets accept in its loop: a second client waits in the queue."""

import socket
import sys

with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as s:
    conn, _ = s.accept()
    while True:
        data = conn.recv(1024)
        if not data:
            break
        conn.sendall(data)
    s.accept()
