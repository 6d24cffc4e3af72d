"""A server that goes on sending to a client that has gone."""

import socket
import sys
import time

with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as s:
    conn, _ = s.accept()
    with conn:
        for number in range(3):
            time.sleep(0.2)
            conn.sendall(b"line %d\n" % number)
