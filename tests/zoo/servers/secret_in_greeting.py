"""The secret is sent with the parameters. It speaks English sentences."""

import contextlib
import random
import socket
import sys
import threading


def play(conn: socket.socket) -> None:
    secret = random.randint(1, 100)
    with contextlib.suppress(OSError), conn, conn.makefile("rb") as lines:
        conn.sendall(b"Guess from 1 to 100, you have 7 tries (the number is %d).\n" % secret)
        left = 7
        while left and (line := lines.readline(2**17)):
            if not line.strip().isdigit() or not 1 <= int(line) <= 100:
                conn.sendall(b"Error: guess a number from 1 to 100\n")
                continue
            guess, left = int(line), left - 1
            if guess == secret:
                conn.sendall(b"You win after %d tries!\n" % (7 - left))
                break
            if not left:
                conn.sendall(b"You lose, it was %d.\n" % secret)
            elif guess < secret:
                conn.sendall(b"Higher! %d tries left.\n" % left)
            else:
                conn.sendall(b"Lower! %d tries left.\n" % left)
        conn.shutdown(socket.SHUT_WR)
        while lines.readline(2**17):
            pass


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    threading.Thread(target=play, args=(conn,), daemon=True).start()
