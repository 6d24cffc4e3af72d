"""The questions of a report to the teacher: unreadable messages and their possible meanings."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import final

from trio_sockets.check.model.possibility import Possibility, any_of
from trio_sockets.check.model.report import Result
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.words import Words, say, show_bytes

_LONGEST = 100
"""The most characters of a message that are shown: enough to recognise it."""

_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[\w#]+")


@final
@dataclass(frozen=True, slots=True)
class Question:
    """A message that the dialect cannot read. Messages with the same words are one question.

    :param said: one such message, as readable text.
    :param could_be: its possible meanings, given the messages before and after it.
    :param checks: the ids of the checks that are unclear because of it, in order.
    """

    said: str
    could_be: tuple[Possibility, ...]
    checks: tuple[str, ...]

    @property
    def shape(self) -> str:
        """A key that is the same for all messages of one question."""
        return " ".join(_WORD.findall(_DIGITS.sub("#", self.said.casefold()))) or self.said

    @property
    def asked(self) -> Words:
        """The question about one program."""
        return say(
            'the program says "{said}": {question} ({checks})',
            said=self.said,
            question=self.proposal,
            checks=", ".join(self.checks),
        )

    @property
    def proposal(self) -> Words:
        """The question, without the message."""
        meaning = any_of(self.could_be)
        if len(self.could_be) == 1:
            return say("count it as {meaning}?", meaning=meaning)
        return say("what is it: {meaning}?", meaning=meaning)


def questions_of(results: Iterable[Result]) -> list[Question]:
    """Return the questions of a run, each message once, in the order of the checks."""
    return merged(
        Question(
            _shortened(show_bytes(result.finding.received or b"")),
            result.finding.could_be,
            (result.check.id,),
        )
        for result in results
        if result.verdict is Verdict.UNCLEAR
    )


def merged(questions: Iterable[Question]) -> list[Question]:
    """Return each question once, with the meanings that are possible in all its occurrences."""
    found: dict[str, Question] = {}
    for each in questions:
        before = found.setdefault(each.shape, each)
        could_be = _common(before.could_be, each.could_be)
        checks = tuple(dict.fromkeys([*before.checks, *each.checks]))
        found[each.shape] = Question(before.said, could_be, checks)
    return [*found.values()]


def _common(first: Sequence[Possibility], second: Sequence[Possibility]) -> tuple[Possibility, ...]:
    both = tuple(each for each in first if each in second)
    return both or tuple(each for each in Possibility if each in first or each in second)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
