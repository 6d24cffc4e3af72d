"""It asks for a name, explains the game in several lines, and asks for each guess on the same line.

``name_and_prompts.py PORT [FAULT]``. FAULT ``swapped``: the two hints are swapped.
"""

import contextlib
import random
import socket
import sys
import threading

SMALL, BIG = "Trop petit", "Trop grand"
if "swapped" in sys.argv:
    SMALL, BIG = BIG, SMALL


def play(conn: socket.socket) -> None:
    secret = random.randint(1, 50)

    def say(text: str) -> None:
        conn.sendall(text.encode())

    with contextlib.suppress(OSError), conn, conn.makefile("rb") as lines:
        say("*** Nombre mystère ***\n\nVotre nom ? ")
        name = lines.readline(2**17)
        if not name:
            return
        say(f"Bonjour {name.decode(errors='replace').strip()} !\n")
        say("Je pense à un nombre de 1 à 50.\nVous avez 6 essais.\nÀ vous : ")
        left = 6
        while left and (line := lines.readline(2**17)):
            if not line.strip().isdigit() or len(line) > 10 or not 1 <= int(line) <= 50:
                say("Erreur : un nombre de 1 à 50\nÀ vous : ")
                continue
            guess, left = int(line), left - 1
            if guess == secret:
                say(f"Bravo, trouvé en {6 - left} essais !\nScore : {left * 10}\n")
                break
            if not left:
                say(f"Perdu, c'était {secret}.\n")
            else:
                say(f"{SMALL if guess < secret else BIG}\nIl reste {left} essais\nÀ vous : ")
        say("Fin de jeu\n")
        conn.shutdown(socket.SHUT_WR)
        while lines.readline(2**17):
            pass


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    conn, _ = server.accept()
    threading.Thread(target=play, args=(conn,), daemon=True).start()
