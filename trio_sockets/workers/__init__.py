"""Several processes that serve on the same listening sockets, and the parent that keeps them."""
