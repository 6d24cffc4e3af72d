"""The second part of a split is used, also where there is none."""

import contextlib
import socket
import sys
import threading
import time


def answer(line: bytes) -> bytes:
    try:
        words = line.decode().split(" ", 1)
    except UnicodeDecodeError:
        return b"ERR this is not UTF-8"
    if words[0] == "UPPER":
        return words[1].upper().encode()
    if words[0] == "LOWER":
        return words[1].lower().encode()
    if words[0] == "DATENOW":
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
