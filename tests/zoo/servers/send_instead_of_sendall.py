"""send() on a socket that does not block takes a part, and the rest is lost."""

import contextlib
import select
import socket
import sys
import threading


def talk(conn: socket.socket) -> None:
    conn.settimeout(0)
    with contextlib.suppress(ConnectionError), conn:
        while True:
            select.select([conn], [], [])
            data = conn.recv(4096)
            if not data:
                return
            with contextlib.suppress(BlockingIOError):
                conn.send(data)


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    threading.Thread(target=talk, args=(conn,), daemon=True).start()
