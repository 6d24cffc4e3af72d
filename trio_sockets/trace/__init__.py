"""``trio-sockets trace``: the calls of programs, and the bytes between them, as a picture."""
