"""A server that is busy for a while: two lines are there before it calls recv(1024) once."""

import socket
import sys
import time

with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as s:
    conn, _ = s.accept()
    with conn:
        time.sleep(0.5)
        print(conn.recv(1024))
