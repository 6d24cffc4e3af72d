"""A client is known from its first bytes on: who sends none cannot be forgotten."""

import contextlib
import selectors
import socket
import sys
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


def talk(conn: socket.socket) -> bool:
    data = conn.recv(4096)
    if not data and conn not in buffers:
        return False
    *lines, rest = (buffers.pop(conn, b"") + data).split(b"\n")
    if rest and not data:
        lines.append(rest)
    for line in lines:
        conn.sendall(answer(line.rstrip(b"\r")) + b"\n")
    buffers[conn] = rest
    return data != b"" and len(rest) < 2**17


def is_served(conn: socket.socket) -> bool:
    with contextlib.suppress(OSError):
        return talk(conn)
    buffers[conn] = b""
    return False


buffers: dict[socket.socket, bytes] = {}
waiting = selectors.DefaultSelector()
server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
waiting.register(server, selectors.EVENT_READ)
while True:
    for key, _ in waiting.select():
        conn = key.fileobj
        assert isinstance(conn, socket.socket)
        if conn is server:
            visitor, _ = server.accept()
            visitor.settimeout(0.5)  # one that does not read keeps nobody else waiting for longer
            waiting.register(visitor, selectors.EVENT_READ)
        elif not is_served(conn):
            waiting.unregister(conn)
            del buffers[conn]
            conn.close()
