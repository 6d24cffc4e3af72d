"""A server's counters, exposed to Prometheus. It needs the extra ``metrics``."""
