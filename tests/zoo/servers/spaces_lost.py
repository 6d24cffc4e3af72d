"""split() and join() make one space of many."""

import contextlib
import socket
import sys
import threading
import time


def answer(line: bytes) -> bytes:
    try:
        command, *words = line.decode().split() or [""]
    except UnicodeDecodeError:
        return b"ERR this is not UTF-8"
    if command == "UPPER" and words:
        return " ".join(words).upper().encode()
    if command == "LOWER" and words:
        return " ".join(words).lower().encode()
    if command == "DATENOW":
        return str(time.time()).encode()
    return b"ERR send UPPER, LOWER or DATENOW"


def talk(conn: socket.socket) -> None:
    with contextlib.suppress(OSError), conn, conn.makefile("rb") as lines:
        while line := lines.readline(2**17):
            conn.sendall(answer(line.rstrip(b"\r\n")) + b"\n")


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    threading.Thread(target=talk, args=(conn,), daemon=True).start()
