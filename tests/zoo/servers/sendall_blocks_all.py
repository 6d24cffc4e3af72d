"""One loop for all clients, and sendall() in it waits for one of them."""

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
            waiting.register(server.accept()[0], selectors.EVENT_READ)
        elif not is_served(conn):
            waiting.unregister(conn)
            conn.close()
