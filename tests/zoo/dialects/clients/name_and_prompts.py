"""It gives its name, reads the parameters from two lines, and waits for each question.

``name_and_prompts.py PORT [FAULT]``. FAULT ``swapped``: it takes one hint for the other.
"""

import re
import socket
import sys

SMALL = "Trop grand" if "swapped" in sys.argv else "Trop petit"


def read_until(s: socket.socket, *ends: str) -> str:
    text = b""
    while not text.decode(errors="ignore").replace("\r\n", "\n").endswith(ends):
        data = s.recv(1024)
        if not data:
            raise OSError("the server has closed")
        text += data
    return text.decode().replace("\r\n", "\n")


try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s:
        read_until(s, "Votre nom ? ")
        s.sendall(b"Ana\n")
        greeting = read_until(s, " : ")
        if "Erreur" in greeting:
            sys.exit(greeting)
        numbers = re.findall(r"-?\d+", greeting)
        low, high = int(numbers[0]), int(numbers[1])
        while True:
            guess = (low + high) // 2
            s.sendall(f"{guess}\n".encode())
            answer = read_until(s, " : ", " !\n", ".\n")
            if answer.startswith(("Bravo", "Perdu")):
                print(answer)
                break
            if answer.startswith("Erreur"):
                sys.exit(answer)
            if answer.startswith(SMALL):
                low = guess + 1
            else:
                high = guess - 1
except (OSError, ValueError, IndexError) as error:
    sys.exit(f"La partie est finie : {error}")
