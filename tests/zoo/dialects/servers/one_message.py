"""It answers one message, and closes. ``one_message.py PORT [FAULT]``.

FAULT ``ascii``: it knows no capitals but those of ASCII.
"""

import contextlib
import socket
import sys
import threading
import time

ASCII_ONLY = "ascii" in sys.argv


def answer(line: bytes) -> str:
    text = line.rstrip(b"\r\n")
    command, _, rest = text.partition(b" ")
    if command == b"UPPER" and rest:
        return (rest.upper() if ASCII_ONLY else rest.decode().upper().encode()).decode()
    if command == b"LOWER" and rest:
        return rest.decode().lower()
    if command == b"DATENOW":
        return str(time.time())
    return "ERR what?"


def talk(conn: socket.socket) -> None:
    with contextlib.suppress(OSError, UnicodeDecodeError), conn, conn.makefile("rb") as lines:
        conn.sendall(f"{answer(lines.readline(2**17))}\n".encode())
        conn.shutdown(socket.SHUT_WR)
        while lines.readline(2**17):
            pass


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    threading.Thread(target=talk, args=(conn,), daemon=True).start()
