"""This server beside its peers: the same work, one machine, one run. ``python -m benchmarks``."""
