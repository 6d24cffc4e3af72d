"""The listening sockets and the accept loops."""
