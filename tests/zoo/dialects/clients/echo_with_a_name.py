"""It reads the banner, then has some lines echoed, each with a word before it.

``echo_with_a_name.py PORT [FAULT]``. FAULT ``stays``: it does not end.
"""

import socket
import sys
import time

try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s, s.makefile("rb") as lines:
        print(lines.readline().decode(errors="replace").rstrip())
        for line in ("one", "two", "three"):
            s.sendall(f"{line}\n".encode())
            reply = lines.readline()
            if not reply:
                sys.exit("The server has closed.")
            print(reply.decode(errors="replace").rstrip())
        if "stays" in sys.argv:
            time.sleep(60)
except OSError as error:
    sys.exit(f"Failed: {error}")
