"""recv() returns b'' for ever once the client has gone, and nobody leaves the loop."""

import contextlib
import socket
import sys
import threading


def talk(conn: socket.socket) -> None:
    with contextlib.suppress(OSError), conn:
        while True:
            data = conn.recv(4096)
            if data:
                conn.sendall(data)


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    threading.Thread(target=talk, args=(conn,), daemon=True).start()
