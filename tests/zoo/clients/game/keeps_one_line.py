"""It reads up to the newline, and throws away what came behind it."""

import socket
import sys

try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s:

        def read_line() -> str:
            data = b""
            while b"\n" not in data:
                received = s.recv(1024)
                if not received:
                    raise ConnectionError("the server has closed")
                data += received
            return data.split(b"\n")[0].decode()

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
