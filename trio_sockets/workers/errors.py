"""Errors of workers."""

from trio_sockets.words import ReadableError


class StartError(ReadableError):
    """A worker has not become ready. Its text is one line that says why."""
