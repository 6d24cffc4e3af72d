"""The locale of a program under check: an autograder's often says nothing, and means ASCII."""

import sys
from collections.abc import Mapping

UTF8 = "C.UTF-8"
"""A locale of UTF-8 that every Linux has, and that changes no message."""

_SAYS_NOTHING = {"", "C", "POSIX"}
_CHARACTERS = ("LC_ALL", "LC_CTYPE", "LANG")
"""Where POSIX keeps the encoding of characters; the first that is set and not empty decides."""


def utf8_locale(environment: Mapping[str, str], platform: str = sys.platform) -> dict[str, str]:
    """Return the variables that give a program UTF-8, where its environment names no encoding.

    A program in C or Java that reads the locale, as it should, would else see each letter with an
    accent as two unknown ones, in an autograder, in cron or in a container, and nowhere else.

    :param environment: that it would be started with.
    """
    if platform != "linux":
        return {}
    decides = next((name for name in _CHARACTERS if environment.get(name)), "LC_CTYPE")
    if environment.get(decides, "") not in _SAYS_NOTHING:
        return {}
    # LANG says the language of messages, too: only the encoding is ours to choose.
    return {"LC_ALL" if decides == "LC_ALL" else "LC_CTYPE": UTF8}
