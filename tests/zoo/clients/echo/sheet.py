"""As printed on the sheet, but for its port: one recv, and no failure is told."""

import socket
import sys

HOST = "localhost"  # The remote host
PORT = int(sys.argv[1])
with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
    s.connect((HOST, PORT))
    s.sendall(b"Hello, world")
    print("message sent to server")
    data = s.recv(1024)  # we receive data by 1024 bytes chunks
    print("Received", repr(data))
