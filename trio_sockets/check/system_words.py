"""What the system says of an error, in words that can be read in any language."""

from trio_sockets.check.words import Words, say

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
        say("it is no name of a host"),
    )
}
"""Those that a program under check meets, as Linux writes them."""


def in_words(reason: str) -> Words | str:
    """Return what stands for a reason of the system's: itself, if it is not one of these."""
    return _KNOWN.get(reason, reason)
