"""How a program that was run for a check ended, as a value."""

from dataclasses import dataclass
from typing import final

from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.programming.crash import Crash, read_crash

ENDINGS = "endings"
"""Name of a transcript's fact: one `ExitStatus` a run, in the order of the conversations."""

TYPED = "typed"
"""Name of a transcript's fact: the lines that were typed at the program."""

BUSY = 0.15
"""A waiting program that uses more than this share of a processor is polling. Polling a hundred
times a second uses less than a tenth of it. A busy loop uses all that it gets, which may be little
while a whole class is checked.
"""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ExitStatus:
    """How one run ended.

    :param exit_code: the negative number of a signal; None if the program still ran when the
        checker last looked.
    :param output: the end of what it printed.
    :param last_words: what it printed after the event that the check tests.
    :param awaited: how many seconds the checker waited for it to end.
    :param busy: the share of a processor that it used while the checker waited.
    """

    exit_code: int | None
    output: bytes = b""
    last_words: bytes = b""
    awaited: float = 0.0
    busy: float = 0.0

    @property
    def crash(self) -> Crash | None:
        """What it printed when it crashed; None if it shows no crash."""
        return read_crash(self.output)


def exit_statuses(transcript: Transcript) -> tuple[ExitStatus, ...]:
    """Return how the runs of a check ended."""
    found = transcript.facts.get(ENDINGS, ())
    return found if isinstance(found, tuple) else ()


def typed_lines(transcript: Transcript) -> tuple[str, ...]:
    """Return the lines that were typed at the program of a check."""
    found = transcript.facts.get(TYPED, ())
    return found if isinstance(found, tuple) else ()
