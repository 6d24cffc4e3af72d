"""What a server counts, for Prometheus to fetch. It needs the extra ``metrics``."""
