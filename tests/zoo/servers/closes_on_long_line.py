"""A line has 1,024 bytes at most, or the client is sent away."""

import contextlib
import socket
import sys
import threading
import time


def answer(line: bytes) -> bytes:
    try:
        command, _, text = line.decode().partition(" ")
    except UnicodeDecodeError:
        return b"ERR this is not UTF-8"
    if command == "UPPER" and text:
        return text.upper().encode()
    if command == "LOWER" and text:
        return text.lower().encode()
    if command == "DATENOW":
        return str(time.time()).encode()
    return b"ERR send UPPER, LOWER or DATENOW"


def talk(conn: socket.socket) -> None:
    with contextlib.suppress(OSError), conn, conn.makefile("rb") as lines:
        while line := lines.readline(2**17):
            if len(line) > 1024:
                return
            conn.sendall(answer(line.rstrip(b"\r\n")) + b"\n")


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    threading.Thread(target=talk, args=(conn,), daemon=True).start()
