"""It ends no message: its question stands behind its hint. ``all_on_one_line.py PORT [FAULT]``.

FAULT ``swapped``: the two hints are swapped.
"""

import contextlib
import random
import socket
import sys
import threading

SMALL, BIG = b"Too small!", b"Too big!"
if "swapped" in sys.argv:
    SMALL, BIG = BIG, SMALL


def play(conn: socket.socket) -> None:
    secret = random.randint(1, 100)
    with contextlib.suppress(OSError), conn, conn.makefile("rb") as lines:
        conn.sendall(b"Welcome. Your guess? ")
        left = 7
        while left and (line := lines.readline(2**17)):
            if not line.strip().isdigit() or len(line) > 10 or not 1 <= int(line) <= 100:
                conn.sendall(b"That is no number from 1 to 100. Your guess? ")
                continue
            guess, left = int(line), left - 1
            if guess == secret:
                conn.sendall(b"Yes!")
                break
            if not left:
                conn.sendall(b"No more tries.")
            else:
                conn.sendall((SMALL if guess < secret else BIG) + b" Your guess? ")
        conn.shutdown(socket.SHUT_WR)
        while lines.readline(2**17):
            pass


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    threading.Thread(target=play, args=(conn,), daemon=True).start()
