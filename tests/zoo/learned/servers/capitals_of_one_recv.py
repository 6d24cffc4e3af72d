"""Sends back in capitals whatever one recv returns, with three marks; nothing ends a message."""

import socket
import sys
import threading


def serve(conn: socket.socket) -> None:
    with conn:
        try:
            while data := conn.recv(65536):
                conn.sendall(f"{data.decode(errors='replace').upper()} !!!".encode())
        except OSError:
            pass


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=128) as server:
    while True:
        client, _ = server.accept()
        threading.Thread(target=serve, args=[client], daemon=True).start()
