"""What comes is decoded, and encoded again: not all bytes survive."""

import contextlib
import socket
import sys
import threading


def talk(conn: socket.socket) -> None:
    with contextlib.suppress(OSError), conn:
        while data := conn.recv(4096):
            conn.sendall(data.decode(errors="replace").encode())


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    threading.Thread(target=talk, args=(conn,), daemon=True).start()
