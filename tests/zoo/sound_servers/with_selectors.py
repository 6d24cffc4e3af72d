"""A server with one loop for all clients, and no thread: ``with_selectors.py PORT SERVICE``."""

import contextlib
import random
import selectors
import socket
import sys
from datetime import UTC, datetime

LONGEST = 2**16 + 1024
ENOUGH = 2**20
"""Bytes of replies that wait for a client: until it reads, no more is received from it."""


class Client:
    """One client; its state, and what waits to be sent to it."""

    def __init__(self, conn: socket.socket) -> None:
        self.conn = conn
        self.received = b""
        self.replies = b""
        self.left = 7
        self.secret = random.randint(1, 100)
        self.over = False
        self.half_closed = False
        self.replies += b"GAME 1 100 7\n" if SERVICE == "game" else b""

    def receive(self) -> bool:
        """Take what has come; tell whether the client goes on."""
        data = self.conn.recv(4096)
        self.half_closed = not data
        if self.over:
            return not self.half_closed
        if SERVICE == "echo":
            self.replies += data
            return True
        *lines, self.received = (self.received + data).split(b"\n")
        if self.half_closed and self.received:
            lines.append(self.received)
        if len(self.received) > LONGEST:
            self.replies += b"ERR this line is too long\n"
            self.over = True
        for line in lines:
            if not self.over:
                reply = answer(line) if SERVICE == "text" else self.play(line)
                self.replies += reply.encode() + b"\n"
        return True

    def send(self) -> bool:
        """Send what can be sent; tell whether the client goes on."""
        with contextlib.suppress(BlockingIOError):
            self.replies = self.replies[self.conn.send(self.replies) :]
        if not self.replies and self.over:
            self.conn.shutdown(socket.SHUT_WR)
        return bool(self.replies) or not self.half_closed

    def play(self, line: bytes) -> str:
        if not line.strip().isdigit() or not 1 <= int(line) <= 100:
            return "ERR guess a number from 1 to 100"
        guess, self.left = int(line), self.left - 1
        self.over = guess == self.secret or not self.left
        if guess == self.secret:
            return f"WIN {7 - self.left}"
        if self.over:
            return f"LOSE {self.secret}"
        return f"{'HIGHER' if guess < self.secret else 'LOWER'} {self.left}"


def answer(line: bytes) -> str:
    try:
        command, _, text = line.removesuffix(b"\r").decode().partition(" ")
    except UnicodeDecodeError:
        return "ERR this is not UTF-8"
    if command.upper() == "UPPER" and text:
        return text.upper()
    if command.upper() == "LOWER" and text:
        return text.lower()
    if command.upper() == "DATENOW":
        return datetime.now(UTC).isoformat()
    return "ERR send UPPER, LOWER or DATENOW"


def goes_on(client: Client, events: int) -> bool:
    with contextlib.suppress(OSError):
        going = not events & selectors.EVENT_READ or client.receive()
        if client.replies:
            return client.send() and going
        return going and not client.half_closed
    return False


SERVICE = sys.argv[2]
waiting = selectors.DefaultSelector()
with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as server:
    waiting.register(server, selectors.EVENT_READ)
    while True:
        for key, events in waiting.select():
            client = key.data
            if client is None:
                conn, _ = server.accept()
                conn.settimeout(0)
                both = selectors.EVENT_READ | selectors.EVENT_WRITE
                waiting.register(conn, both, Client(conn))
            elif goes_on(client, events):
                wanted = selectors.EVENT_WRITE if client.replies else 0
                if len(client.replies) < ENOUGH and not client.half_closed:
                    wanted |= selectors.EVENT_READ
                waiting.modify(client.conn, wanted, client)
            else:
                waiting.unregister(client.conn)
                client.conn.close()
