"""No greeting: the bounds, 0 to 999, and the 15 tries are on the class's sheet.

``sheet_parameters.py PORT [FAULT]``. FAULT ``bound``: 0 is refused.
"""

import contextlib
import random
import socket
import sys
import threading

LOW = 1 if "bound" in sys.argv else 0


def play(conn: socket.socket) -> None:
    secret = random.randint(0, 999)
    with contextlib.suppress(OSError), conn, conn.makefile("rb") as lines:
        left = 15
        while left and (line := lines.readline(2**17)):
            if not line.strip().isdigit() or len(line) > 10 or not LOW <= int(line) <= 999:
                conn.sendall(b"ERREUR\n")
                continue
            guess, left = int(line), left - 1
            if guess == secret:
                conn.sendall(b"GAGNE\n")
                break
            if not left:
                conn.sendall(b"PERDU %d\n" % secret)
            else:
                conn.sendall(b"%s %d\n" % (b"PLUS" if guess < secret else b"MOINS", left))
        conn.shutdown(socket.SHUT_WR)
        while lines.readline(2**17):
            pass


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    threading.Thread(target=play, args=(conn,), daemon=True).start()
