"""It looks for digits, and loses the sign of a number."""

import re
import socket
import sys

try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s, s.makefile("rb") as lines:
        low, high, _ = re.findall(r"\d+", lines.readline().decode())
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
        print(answer, number)
except (OSError, ValueError) as error:
    sys.exit(f"The game has failed: {error}")
