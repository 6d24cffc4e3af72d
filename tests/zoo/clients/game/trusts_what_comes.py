"""It takes anything for numbers and text."""

import socket
import sys

try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s, s.makefile("rb") as lines:
        line = lines.readline()
        if not line:
            raise ConnectionError("the server has closed")
        _, low, high, _ = line.decode().split()
        first, last = int(low), int(high)
        while True:
            guess = (first + last) // 2
            s.sendall(b"%d\n" % guess)
            line = lines.readline()
            if not line:
                raise ConnectionError("the server has closed")
            answer, number = line.decode().split(maxsplit=1)
            if answer == "HIGHER":
                first = guess + 1
            elif answer == "LOWER":
                last = guess - 1
            elif answer in {"WIN", "LOSE"}:
                break
            else:
                sys.exit(f"It said {answer}.")
        print(answer, number)
except OSError as error:
    sys.exit(f"The game has failed: {error}")
