"""Each recv() is decoded for itself, and so is each half of a letter."""

import contextlib
import socket
import sys
import threading
import time


def answer(line: str) -> bytes:
    command, _, text = line.partition(" ")
    if command == "UPPER" and text:
        return text.upper().encode()
    if command == "LOWER" and text:
        return text.lower().encode()
    if command == "DATENOW":
        return str(time.time()).encode()
    return b"ERR send UPPER, LOWER or DATENOW"


def talk(conn: socket.socket) -> None:
    buffer = ""
    with contextlib.suppress(OSError), conn:
        while len(buffer) < 2**17 and (data := conn.recv(4096)):
            *lines, buffer = (buffer + data.decode(errors="replace")).split("\n")
            for line in lines:
                conn.sendall(answer(line.rstrip("\r")) + b"\n")
        if buffer:
            conn.sendall(answer(buffer) + b"\n")


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    threading.Thread(target=talk, args=(conn,), daemon=True).start()
