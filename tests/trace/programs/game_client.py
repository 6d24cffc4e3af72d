"""A client of the game, which guesses three times."""

import socket
import sys

with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
    s.connect((sys.argv[1], int(sys.argv[2])))
    print(s.recv(1024))
    for guess in (50, 75, 63):
        s.sendall(b"%d\n" % guess)
        print(s.recv(1024).decode(), end="")
