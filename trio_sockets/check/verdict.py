"""What a judge says of a transcript."""

from dataclasses import dataclass
from enum import StrEnum
from typing import final

from trio_sockets.check.words import Words


class Verdict(StrEnum):
    """How a check ended."""

    PASS = "pass"  # noqa: S105 - no password
    LENIENT = "lenient"
    """It works, but against the strict reading."""
    FAIL = "fail"
    TIMEOUT = "timeout"
    """What was waited for never came."""
    ERROR = "error"
    """The checker's own fault; it says nothing of the program."""
    SKIPPED = "skipped"
    """A check that this one depends on did not pass."""

    @property
    def good(self) -> bool:
        """Whether the program did what was asked."""
        return self in {Verdict.PASS, Verdict.LENIENT}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A verdict, and what a student needs to understand it.

    :param words: what happened, in one sentence. A pass needs none.
    :param look: what to look at in the code, in one sentence.
    :param conversation: which conversation of the transcript shows it, counted from 0.
    :param expected: the bytes that were right, or what they would have been, in words.
    :param received: the bytes that came in their place; they are a part of what that conversation
        received.
    """

    verdict: Verdict
    words: Words | None = None
    look: Words | None = None
    conversation: int = 0
    expected: bytes | Words | None = None
    received: bytes | None = None

    @property
    def first_wrong(self) -> int | None:
        """Where the received bytes part from the expected ones; None if that cannot be said."""
        if not isinstance(self.expected, bytes) or self.received is None:
            return None
        pairs = enumerate(zip(self.expected, self.received, strict=False))
        shorter = min(len(self.expected), len(self.received))
        return next((place for place, (right, got) in pairs if right != got), shorter)


PASSED = Finding(verdict=Verdict.PASS)
"""There is nothing to say."""
