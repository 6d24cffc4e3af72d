"""Players are served one after another."""

import contextlib
import random
import socket
import sys


def play(conn: socket.socket) -> None:
    secret = random.randint(1, 100)
    with contextlib.suppress(OSError), conn, conn.makefile("rb") as lines:
        conn.sendall(b"GAME 1 100 7\n")
        left = 7
        while left and (line := lines.readline(2**17)):
            if not line.strip().isdigit() or not 1 <= int(line) <= 100:
                conn.sendall(b"ERR guess a number from 1 to 100\n")
                continue
            guess, left = int(line), left - 1
            if guess == secret:
                conn.sendall(b"WIN %d\n" % (7 - left))
                break
            if not left:
                conn.sendall(b"LOSE %d\n" % secret)
            elif guess < secret:
                conn.sendall(b"HIGHER %d\n" % left)
            else:
                conn.sendall(b"LOWER %d\n" % left)
        conn.shutdown(socket.SHUT_WR)
        while lines.readline(2**17):
            pass


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    play(conn)
