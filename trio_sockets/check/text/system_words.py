"""Error messages of the system that can be translated."""

from trio_sockets.words import Words, say

_KNOWN = {
    words.english: words
    for words in (
        say("Cannot assign requested address"),
        say("Connection refused"),
        say("Connection reset by peer"),
        say("Connection timed out"),
        say("Exec format error"),
        say("Name or service not known"),
        say("Network is unreachable"),
        say("No route to host"),
        say("No such file or directory"),
        say("Permission denied"),
        say("it is not a host name"),
    )
}
"""The messages that a program under check may cause, as Linux writes them."""


def in_words(reason: str) -> Words | str:
    """Return the translatable words of a system's message; an unknown message stays as it is."""
    return _KNOWN.get(reason, reason)
