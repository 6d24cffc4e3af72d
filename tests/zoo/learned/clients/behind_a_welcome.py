"""It waits for a line of welcome, knows the bounds, and sends a word before each guess."""

import socket
import sys

low, high = 0, 999

try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s, s.makefile("rb") as lines:
        if not lines.readline().endswith(b"\n"):
            sys.exit("The server has closed.")
        while low <= high:
            guess = (low + high) // 2
            s.sendall(b"GUESS %d\n" % guess)
            answer = lines.readline().decode().strip()
            if answer == "Your guess is too low":
                low = guess + 1
            elif answer == "Your guess is too high":
                high = guess - 1
            elif answer == "You found it!":
                print(answer)
                break
            else:
                sys.exit(f"The server says {answer!r}.")
        else:
            sys.exit("No number is left.")
except (OSError, ValueError) as error:
    sys.exit(f"The game is over: {error}")
