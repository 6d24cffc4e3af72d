"""The error of a trace."""

from trio_sockets.words import ReadableError


class TraceError(ReadableError):
    """A program cannot be traced or run. Its text says why, and what to do."""
