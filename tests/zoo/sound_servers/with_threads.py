"""A server with a thread for each client, by socketserver: ``with_threads.py PORT SERVICE``."""

import contextlib
import random
import socket
import socketserver
import sys
import time
from collections.abc import Iterator

LONGEST = 2**16 + 1024


class Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        with contextlib.suppress(OSError):
            {"echo": self.echo, "text": self.text, "game": self.game}[sys.argv[2]]()

    def echo(self) -> None:
        while data := self.request.recv(4096):
            self.request.sendall(data)

    def text(self) -> None:
        for line in self.lines():
            self.say(answer(line))

    def game(self) -> None:
        secret, left = random.randint(1, 100), 7
        self.say("GAME 1 100 7")
        for line in self.lines():
            try:
                guess = int(line)
            except ValueError:
                self.say("ERR that is not a number")
                continue
            if not 1 <= guess <= 100:
                self.say("ERR guess a number from 1 to 100")
                continue
            left -= 1
            if guess == secret:
                self.say(f"WIN {7 - left}")
                return self.goodbye()
            if not left:
                self.say(f"LOSE {secret}")
                return self.goodbye()
            self.say(f"{'HIGHER' if guess < secret else 'LOWER'} {left}")
        return None

    def lines(self) -> Iterator[bytes]:
        while line := self.rfile.readline(LONGEST):
            if len(line) == LONGEST:
                self.say("ERR this line is too long")
                return
            yield line.removesuffix(b"\n").removesuffix(b"\r")

    def say(self, message: str) -> None:
        self.wfile.write(message.encode() + b"\n")

    def goodbye(self) -> None:
        """Read what still comes: closed with input unread, the connection would end with an RST."""
        self.request.shutdown(socket.SHUT_WR)
        self.request.settimeout(2)
        while self.rfile.read1(LONGEST):
            pass


def answer(line: bytes) -> str:
    try:
        command, _, text = line.decode().partition(" ")
    except UnicodeDecodeError:
        return "ERR this is not UTF-8"
    match command, text:
        case ("UPPER", str(text)) if text:
            return text.upper()
        case ("LOWER", str(text)) if text:
            return text.lower()
        case ("DATENOW", ""):
            return time.strftime("%d/%m/%Y %H:%M:%S")
        case _:
            return "ERR send UPPER, LOWER or DATENOW"


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 100


with Server(("127.0.0.1", int(sys.argv[1])), Handler) as server:
    server.serve_forever()
