"""What still waits to be sent is dropped when the client half-closes."""

import contextlib
import select
import socket
import sys
import threading


def talk(conn: socket.socket) -> None:
    conn.settimeout(0)
    unsent = b""
    with contextlib.suppress(ConnectionError), conn:
        while True:
            readable, writable, _ = select.select([conn], [conn] if unsent else [], [])
            if readable:
                data = conn.recv(4096)
                if not data:
                    return
                unsent += data
            if writable or readable:
                with contextlib.suppress(BlockingIOError):
                    unsent = unsent[conn.send(unsent) :]


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    threading.Thread(target=talk, args=(conn,), daemon=True).start()
