"""Why the system would not make a connection, in its own words."""

import os
import socket


def first_attempt(error: OSError) -> OSError:
    """Return the error of the first attempt.

    Trio tries each address of a host's name, and raises one error whose cause holds all attempts'.
    """
    cause = error.__cause__
    while isinstance(cause, ExceptionGroup):
        cause = cause.exceptions[0]
    return cause if isinstance(cause, OSError) else error


def in_system_words(error: OSError) -> str:
    """Return what the system calls an error: its own text may be Trio's, and hold the address."""
    if error.errno is None or isinstance(error, socket.gaierror):
        return error.strerror or str(error)
    words = os.strerror(error.errno)
    # Python has no words for the errors of Windows' sockets: there, those of the error are used.
    return error.strerror if error.strerror and words.startswith("Unknown error") else words
