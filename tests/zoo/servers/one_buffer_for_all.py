"""All clients share one buffer."""

import contextlib
import socket
import sys
import threading
import time

buffer = bytearray()


def answer(line: bytearray) -> bytes:
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
    with contextlib.suppress(OSError), conn:
        while len(buffer) < 2**17 and (data := conn.recv(4096)):
            *lines, rest = (buffer + data).split(b"\n")
            buffer[:] = rest
            for line in lines:
                conn.sendall(answer(line.rstrip(b"\r")) + b"\n")
        if buffer:
            conn.sendall(answer(buffer) + b"\n")
    buffer.clear()


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    threading.Thread(target=talk, args=(conn,), daemon=True).start()
