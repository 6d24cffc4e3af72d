"""A small HTTP server for metrics and for the live page of `trace`. It needs h11."""
