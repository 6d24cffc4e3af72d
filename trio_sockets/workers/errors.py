"""Errors of workers."""


class StartError(Exception):
    """A worker has not become ready. Its text is one line that says why."""
