"""Standard output and error of a command: neither can end or stop what it does."""
