"""Programs as processes: starting one, what it uses, and ending it."""
