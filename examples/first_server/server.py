"""A text server as many a first one is. One thing in it is wrong: `trio-sockets check` finds it."""

import socket
import sys
from datetime import UTC, datetime


def answer(line: str) -> str:
    """Return the reply to a line."""
    command, _, words = line.strip().partition(" ")
    match command:
        case "UPPER" if words:
            return words.upper()
        case "LOWER" if words:
            return words.lower()
        case "DATENOW":
            return datetime.now(UTC).isoformat()
    return "ERR send UPPER, LOWER or DATENOW"


with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as listener:
    while True:
        conn, _ = listener.accept()
        with conn:
            data = b""
            while more := conn.recv(1024):
                data += more
                if data.endswith(b"\n"):
                    reply = answer(data.decode())
                    conn.sendall(reply.encode() + b"\n")
                    data = b""
