"""It greets, then says what it was told, with a word before it.

``echo_with_a_name.py PORT [FAULT]``. FAULT ``alone``: it serves one client at a time.
"""

import contextlib
import socket
import sys
import threading

ALONE = "alone" in sys.argv


def talk(conn: socket.socket) -> None:
    with contextlib.suppress(OSError), conn, conn.makefile("rb") as lines:
        conn.sendall(b"Echo server 1.0, type something.\n")
        while line := lines.readline(2**17):
            conn.sendall(b"Echo: " + line.rstrip(b"\r\n") + b"\n")


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    if ALONE:
        talk(conn)
    else:
        threading.Thread(target=talk, args=(conn,), daemon=True).start()
