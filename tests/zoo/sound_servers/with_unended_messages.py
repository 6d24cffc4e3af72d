"""A server as one makes it out of the sheet's: ``with_unended_messages.py PORT SERVICE``.

No newline ends a message, and what a recv() gives is one.
"""

import contextlib
import random
import socket
import sys
import threading
import time


def echo(conn: socket.socket) -> None:
    while data := conn.recv(1024):
        conn.sendall(data)


def text(conn: socket.socket) -> None:
    while data := conn.recv(1024):
        command, _, string = data.decode(errors="replace").partition(" ")
        known = {"UPPER": string.upper(), "LOWER": string.lower(), "DATENOW": time.ctime()}
        conn.sendall((known.get(command) or "Commande inconnue").encode())


def game(conn: socket.socket) -> None:
    secret, left = random.randint(1, 100), 7
    conn.sendall(b"Entre 1 et 100, en 7 essais")
    while left and (data := conn.recv(1024)):
        if not data.isdigit() or not 1 <= int(data) <= 100:
            conn.sendall(b"Proposez un nombre entre 1 et 100")
            continue
        guess, left = int(data), left - 1
        if guess == secret:
            conn.sendall(b"Gagne !")
            return
        hint = "plus grand" if guess < secret else "plus petit"
        conn.sendall(f"C'est {hint}".encode() if left else b"Perdu !")


def talk(conn: socket.socket) -> None:
    with contextlib.suppress(OSError), conn:
        {"echo": echo, "text": text, "game": game}[sys.argv[2]](conn)


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    threading.Thread(target=talk, args=(conn,), daemon=True).start()
