"""It knows the bounds and the tries from the class's sheet. ``sheet_parameters.py PORT [FAULT]``.

FAULT ``counts``: it counts up.
"""

import socket
import sys

low, high = 0, 999

try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s, s.makefile("rb") as lines:
        while True:
            guess = low if "counts" in sys.argv else (low + high) // 2
            s.sendall(b"%d\n" % guess)
            answer = lines.readline().decode()
            match answer.split():
                case ["PLUS", _]:
                    low = guess + 1
                case ["MOINS", _]:
                    high = guess - 1
                case ["GAGNE"] | ["PERDU", _]:
                    print(answer)
                    break
                case _:
                    sys.exit(f"Le serveur dit {answer!r}.")
except (OSError, ValueError) as error:
    sys.exit(f"La partie est finie : {error}")
