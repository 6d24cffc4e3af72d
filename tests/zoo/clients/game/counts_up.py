"""It tries one number after the other."""

import socket
import sys

try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s, s.makefile("rb") as lines:
        _, low, _, _ = lines.readline().decode().split()
        first = int(low)
        while True:
            guess = first
            s.sendall(b"%d\n" % guess)
            answer, number = lines.readline().decode().split()
            if answer in {"HIGHER", "LOWER"}:
                first = guess + 1
            elif answer in {"WIN", "LOSE"}:
                break
            else:
                sys.exit(f"It said {answer}.")
        print(answer, number)
except (OSError, ValueError) as error:
    sys.exit(f"The game has failed: {error}")
