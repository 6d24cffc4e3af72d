"""A server of the game that makes the mistakes that it is told: ``PORT MISTAKE…``.

swapped    HIGHER and LOWER are swapped
early      the game is lost when one try is left
counted    one try too many is told to be left
unended    no message has a newline at its end
last       the last message has no newline at its end
alone      players are served one after another
nonsense   what is no number ends the program
silent     what is no number, or out of bounds, gets no reply
bounds     neither 1 nor 100 may be guessed
robbed     the last try loses in any case
untold     the conversation ends at the last try, and nobody says that the game is lost
endless    a game goes on after its last try
visitor    a client that leaves without a guess ends the program
"""

import contextlib
import os
import random
import socket
import sys
import threading

PORT, MISTAKES = int(sys.argv[1]), set(sys.argv[2:])
WORDS = (b"LOWER", b"HIGHER") if "swapped" in MISTAKES else (b"HIGHER", b"LOWER")
LOST_AT = 1 if "early" in MISTAKES else 0
TOO_MANY = 1 if "counted" in MISTAKES else 0
BOUNDS = range(2, 100) if "bounds" in MISTAKES else range(1, 101)


def framed(message: bytes, *, is_last: bool = False) -> bytes:
    ends = "unended" not in MISTAKES and not (is_last and "last" in MISTAKES)
    return message + b"\n" * ends


def whole_number(line: bytes) -> int | None:
    try:
        return int(line)
    except ValueError:
        return None


def play(conn: socket.socket) -> None:
    secret, left, has_asked = random.randint(1, 100), 7, False
    with contextlib.suppress(OSError), conn, conn.makefile("rb") as lines:
        conn.sendall(framed(b"GAME 1 100 7"))
        while line := lines.readline(2**17):
            guess, has_asked = whole_number(line), True
            if guess is None and "nonsense" in MISTAKES:
                os._exit(1)
            if guess is None or guess not in BOUNDS:
                if "silent" not in MISTAKES:
                    conn.sendall(framed(b"ERR guess a number from 1 to 100"))
                continue
            left -= 1
            if guess == secret and (left or "robbed" not in MISTAKES):
                conn.sendall(framed(b"WIN %d" % (7 - left), is_last=True))
                break
            if left == LOST_AT and "endless" not in MISTAKES:
                if "untold" not in MISTAKES:
                    conn.sendall(framed(b"LOSE %d" % secret, is_last=True))
                break
            conn.sendall(framed(b"%s %d" % (WORDS[guess > secret], max(0, left) + TOO_MANY)))
        if not has_asked and "visitor" in MISTAKES:
            os._exit(1)
        conn.shutdown(socket.SHUT_WR)
        while lines.readline(2**17):
            pass


server = socket.create_server(("127.0.0.1", PORT), backlog=100)
while True:
    conn, _ = server.accept()
    if "alone" in MISTAKES:
        play(conn)
    else:
        threading.Thread(target=play, args=(conn,), daemon=True).start()
