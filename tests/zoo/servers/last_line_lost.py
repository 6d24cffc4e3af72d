"""What no newline ends is not answered, also when the client has half-closed."""

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
        while len(buffer) < 2**17 and (data := conn.recv(4096)):
            *lines, buffer = (buffer + data).split(b"\n")
            for line in lines:
                conn.sendall(answer(line.rstrip(b"\r")) + b"\n")


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    threading.Thread(target=talk, args=(conn,), daemon=True).start()
