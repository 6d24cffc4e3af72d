"""Asks for a name, answers one command in Spanish on each connection, and closes."""

import datetime as dt
import socketserver
import sys


class Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write("¿Tu nombre? ".encode())
        name = self.rfile.readline(100).decode().strip()
        self.wfile.write(f"¡Hola {name}!\n".encode())
        line = self.rfile.readline(65536).decode(errors="replace").rstrip("\r\n")
        command, _, text = line.partition(" ")
        reply = "ERROR: comando desconocido"
        if command == "MAYUS" and text:
            reply = text.upper()
        elif command == "MINUS" and text:
            reply = text.lower()
        elif command == "HORA":
            reply = dt.datetime.now().astimezone().isoformat()
        self.wfile.write(f"{reply}\n".encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """The client has left."""


Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
