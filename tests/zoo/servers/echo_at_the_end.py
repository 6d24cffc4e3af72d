"""All is received before any of it is sent back."""

import contextlib
import socket
import sys
import threading


def talk(conn: socket.socket) -> None:
    with contextlib.suppress(OSError), conn, conn.makefile("rb") as stream:
        conn.sendall(stream.read())


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    threading.Thread(target=talk, args=(conn,), daemon=True).start()
