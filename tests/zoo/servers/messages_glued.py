"""All that comes until a recv() ends in a newline is one message."""

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
    buffer = b""
    with contextlib.suppress(OSError), conn:
        while data := conn.recv(4096):
            buffer += data
            if buffer.endswith(b"\n"):
                conn.sendall(answer(buffer.strip()) + b"\n")
                buffer = b""
            elif len(buffer) > 2**17:
                return
        if buffer:
            conn.sendall(answer(buffer) + b"\n")


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    threading.Thread(target=talk, args=(conn,), daemon=True).start()
