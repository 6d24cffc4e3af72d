"""It guesses before it has heard the parameters."""

import socket
import sys

try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s, s.makefile("rb") as lines:
        guess = 50
        s.sendall(b"%d\n" % guess)
        _, low, high, _ = lines.readline().decode().split()
        first, last = int(low), int(high)
        while True:
            answer, number = lines.readline().decode().split()
            if answer == "HIGHER":
                first = guess + 1
            elif answer == "LOWER":
                last = guess - 1
            if answer in {"WIN", "LOSE"}:
                break
            guess = (first + last) // 2
            s.sendall(b"%d\n" % guess)
        print(answer, number)
except (OSError, ValueError) as error:
    sys.exit(f"The game has failed: {error}")
