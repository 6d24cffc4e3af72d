"""It has one command, and that has no name: what comes goes back in capitals, with a shout behind.

``capitals_only.py PORT [FAULT]``. FAULT ``spaces``: two spaces become one.
"""

import contextlib
import socket
import sys
import threading

LOSES_SPACES = "spaces" in sys.argv


def capitals(line: bytes) -> str:
    text = line.rstrip(b"\r\n").decode(errors="replace").upper()
    return " ".join(text.split()) if LOSES_SPACES else text


def talk(conn: socket.socket) -> None:
    with contextlib.suppress(OSError), conn, conn.makefile("rb") as lines:
        conn.sendall(b"Bienvenue, je crie tout.\nTexte : ")
        while line := lines.readline(2**17):
            conn.sendall(f"{capitals(line)} !!!\nTexte : ".encode())
            if len(line) == 2**17:
                break


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    threading.Thread(target=talk, args=(conn,), daemon=True).start()
