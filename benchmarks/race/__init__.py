"""What a race costs: pushes to many, from one process, and from several that Valkey joins."""
