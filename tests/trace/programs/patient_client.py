"""A client that says hello, and waits for the answer; it gives up after a while."""

import socket
import sys
import time

with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as s:
    s.settimeout(3)
    s.sendall(b"hello\n")
    try:
        print(s.recv(1024))
    except TimeoutError:
        print("no answer")
    time.sleep(2)
