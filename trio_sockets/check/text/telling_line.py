"""Finds the line of a program's output that tells why it ended."""

import re

_TELLS = re.compile(r"error|exception|panic|fatal|cannot|denied|refused|in use", re.IGNORECASE)
_ABOUT = re.compile(
    r"^(\s+at |at \w+[.(]|Node\.js v|\s*\^|\s*File \"|\.\.\. \d+ more|goroutine \d)"
)
"""Lines of a traceback, which say where and not what."""


def telling_line(output: str) -> str:
    """Return the last line that speaks of an error, or else the last line; empty if there is none.

    Python ends with it; Java, JavaScript and Go add lines about the place.
    """
    lines = [line for line in output.splitlines() if line.strip() and not _ABOUT.match(line)]
    telling = [line for line in lines if _TELLS.search(line)]
    return (telling or lines or [""])[-1].strip()
