"""A server of the game for one client after the other, as a student writes it."""

import socket
import sys

with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("127.0.0.1", int(sys.argv[1])))
    s.listen()
    while True:
        conn, _ = s.accept()
        with conn, conn.makefile("rb") as lines:
            conn.sendall(b"GAME 1 100 7\n")
            tries = 7
            for line in lines:
                guess = int(line)
                tries -= 1
                if guess == 63:
                    conn.sendall(b"WIN %d\n" % (7 - tries))
                    break
                conn.sendall(b"%s %d\n" % (b"HIGHER" if guess < 63 else b"LOWER", tries))
