"""A command that nobody knows earns no reply."""

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
    if command in {"UPPER", "LOWER"} and not text:
        return b"ERR the string is missing"
    if command == "UPPER":
        return text.upper().encode()
    if command == "LOWER":
        return text.lower().encode()
    if command == "DATENOW":
        return str(time.time()).encode()
    return b""


def talk(conn: socket.socket) -> None:
    with contextlib.suppress(OSError), conn, conn.makefile("rb") as lines:
        while line := lines.readline(2**17):
            if reply := answer(line.rstrip(b"\r\n")):
                conn.sendall(reply + b"\n")


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    threading.Thread(target=talk, args=(conn,), daemon=True).start()
