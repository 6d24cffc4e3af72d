"""The verdict and the finding of a judge."""

from dataclasses import dataclass
from enum import StrEnum
from typing import final

from trio_sockets.check.model.possibility import Possibility
from trio_sockets.words import Words


class Verdict(StrEnum):
    """How a check ended."""

    PASS = "pass"  # noqa: S105 - no password
    LENIENT = "lenient"
    """It works, but not by a strict reading of the sheet."""
    FAIL = "fail"
    TIMEOUT = "timeout"
    """An awaited message or event never came."""
    UNCLEAR = "unclear"
    """The dialect cannot read a message; the program may be right or wrong."""
    ERROR = "error"
    """The checker itself failed; the program may be right or wrong."""
    SKIPPED = "skipped"
    """A check that this one depends on did not pass."""

    @property
    def good(self) -> bool:
        """Whether the program did what it should."""
        return self in {Verdict.PASS, Verdict.LENIENT}

    @property
    def bad(self) -> bool:
        """Whether the program did something wrong. A verdict may be neither good nor bad."""
        return self in {Verdict.FAIL, Verdict.TIMEOUT}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A verdict, and the explanation that a student needs.

    :param words: what happened, in one sentence. A pass needs none.
    :param look: what to look at in the code, in one sentence.
    :param conversation: the conversation that shows it, counted from 0.
    :param expected: the right bytes, or a description of them.
    :param received: the bytes that came instead, which are part of that conversation.
    :param could_be: possible meanings of a received message that the dialect cannot read.
    """

    verdict: Verdict
    words: Words | None = None
    look: Words | None = None
    conversation: int = 0
    expected: bytes | Words | None = None
    received: bytes | None = None
    could_be: tuple[Possibility, ...] = ()

    @property
    def first_wrong(self) -> int | None:
        """The index where received and expected bytes first differ; None if it is unknown."""
        if not isinstance(self.expected, bytes) or self.received is None:
            return None
        pairs = enumerate(zip(self.expected, self.received, strict=False))
        shorter = min(len(self.expected), len(self.received))
        return next((place for place, (right, got) in pairs if right != got), shorter)


PASSED = Finding(verdict=Verdict.PASS)
"""A pass, which needs no explanation."""
