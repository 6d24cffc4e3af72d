"""The fast path: conversations over sockets on Linux whose usual replies need no task switch."""
