"""It ends with exit code 1, also when it has won."""

import socket
import sys

try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s, s.makefile("rb") as lines:
        _, low, high, _ = lines.readline().decode().split()
        first, last = int(low), int(high)
        while True:
            guess = (first + last) // 2
            s.sendall(b"%d\n" % guess)
            answer, number = lines.readline().decode().split()
            if answer == "HIGHER":
                first = guess + 1
            elif answer == "LOWER":
                last = guess - 1
            elif answer in {"WIN", "LOSE"}:
                break
            else:
                sys.exit(f"It said {answer}.")
        sys.exit(f"{answer} {number}")
except (OSError, ValueError) as error:
    sys.exit(f"The game has failed: {error}")
