"""It waits for a whole line, also when the server has closed."""

import socket
import sys

try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s:
        data = b""

        def read_line() -> str:
            global data  # noqa: PLW0603 - it is a student's
            while b"\n" not in data:
                data += s.recv(1024)
            line, _, data = data.partition(b"\n")
            return line.decode()

        _, low, high, _ = read_line().split()
        first, last = int(low), int(high)
        while True:
            guess = (first + last) // 2
            s.sendall(b"%d\n" % guess)
            answer, number = read_line().split()
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
