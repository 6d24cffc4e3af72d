"""Why the system refused something, in its own words, and those that can be translated."""

import os
import socket

from trio_sockets.words import Words, say

_KNOWN = {
    words.english: words
    for words in (
        say("Address already in use"),
        say("Address family not supported by protocol"),
        say("Broken pipe"),
        say("Cannot assign requested address"),
        say("Connection refused"),
        say("Connection reset by peer"),
        say("Connection timed out"),
        say("Exec format error"),
        say("File exists"),
        say("File name too long"),
        say("Is a directory"),
        say("Name or service not known"),
        say("Network is unreachable"),
        say("No address associated with hostname"),
        say("No route to host"),
        say("No space left on device"),
        say("No such file or directory"),
        say("Not a directory"),
        say("Operation not permitted"),
        say("Permission denied"),
        say("Read-only file system"),
        say("Temporary failure in name resolution"),
        say("Too many levels of symbolic links"),
        say("Too many open files"),
        say("nodename nor servname provided, or not known"),
    )
}
"""What Linux and macOS write; the rest is for people who administer machines."""


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


def in_words(reason: str) -> Words | str:
    """Return the translatable words of a system's message; an unknown message stays as it is."""
    return _KNOWN.get(reason, reason)


def reason_of(error: OSError) -> Words | str:
    """Return what the system calls an error, in words that can be translated if it is known."""
    return in_words(in_system_words(error))


def cannot_write(path: object, error: OSError) -> Words:
    """Return one line that says which file cannot be written, and why."""
    return say("cannot write {file}: {reason}", file=str(path), reason=reason_of(error))
