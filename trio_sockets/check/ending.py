"""How a program that was run for a check came to its end, as a value."""

import re
from dataclasses import dataclass
from typing import final

from trio_sockets.check.transcript import Transcript

ENDINGS = "endings"
"""The name of the fact: an `Ending` for each run, in the order of the conversations."""

TYPED = "typed"
"""The name of the fact: the lines that were typed at the program."""

BUSY = 0.15
"""Share of a processor above which a program that waits does not really wait. To look a hundred
times a second takes less than a tenth of this; to look without a pause takes all there is, which
may not be much while a whole class is checked."""

_CRASHES = (
    re.compile(r"^.*Traceback \(most recent call last\)", re.MULTILINE),
    re.compile(r"^.*Exception in thread.*$", re.MULTILINE),
    # The stacks of Java and JavaScript: "at Client.main(Client.java:5)", "at /home/client.js:3:9".
    re.compile(r"^.+\n(?=\s+at \S.*(?:\(.*:\d+\)|\(Native Method\)|/\S*:\d+:\d+))", re.MULTILINE),
    re.compile(r"^.*[Uu]nhandled (?:exception|promise|rejection|'error').*$", re.MULTILINE),
    re.compile(r"^.*panicked at.*$", re.MULTILINE),
    re.compile(r"^.*terminate called.*$", re.MULTILINE),
    re.compile(r"^.*Segmentation fault.*$", re.MULTILINE),
    re.compile(r"^.*goroutine \d+ \[.*$", re.MULTILINE),
)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How one run ended.

    :param exit_code: the negative number of a signal; None if it still ran when it was last looked
        at.
    :param output: the last of what it printed.
    :param last_words: what it printed after the moment that the check is about.
    :param awaited: seconds it was given to end.
    :param busy: the share of a processor that it used meanwhile.
    """

    exit_code: int | None
    output: bytes = b""
    last_words: bytes = b""
    awaited: float = 0.0
    busy: float = 0.0

    @property
    def crash(self) -> str | None:
        """The words by which it shows that it crashed; None if it shows none."""
        text = self.output.decode(errors="replace").replace("\r\n", "\n")
        for sign in _CRASHES:
            found = sign.search(text)
            if found is not None:
                return _last_words_of(text, found)
        return None


def endings(transcript: Transcript) -> tuple[Ending, ...]:
    """Return how the runs of a check ended."""
    found = transcript.facts.get(ENDINGS, ())
    return found if isinstance(found, tuple) else ()


def typed_lines(transcript: Transcript) -> tuple[str, ...]:
    """Return the lines that were typed at the program of a check."""
    found = transcript.facts.get(TYPED, ())
    return found if isinstance(found, tuple) else ()


def _last_words_of(text: str, found: re.Match[str]) -> str:
    """Return the line that names the error: below a traceback of Python, else the one found."""
    if "Traceback" not in found[0]:
        return found[0].strip()
    below = (line for line in text[found.end() :].splitlines()[1:] if line)
    return next((line for line in below if line[0] not in " |+"), found[0]).strip()
