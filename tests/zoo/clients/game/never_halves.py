"""It uses the hints, but rules out only a quarter of the numbers each time."""

import socket
import sys

try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s, s.makefile("rb") as lines:
        _, low, high, _ = lines.readline().decode().split()
        first, last = int(low), int(high)
        while True:
            guess = first + (last - first) // 4
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
        print(answer, number)
except (OSError, ValueError) as error:
    sys.exit(f"The game has failed: {error}")
