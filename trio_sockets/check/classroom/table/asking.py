"""The questions of a class to its teacher: unreadable messages, and the programs that send them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.check.reports.questions import Question, merged
from trio_sockets.words import Words, say


@final
@dataclass(frozen=True, slots=True)
class ClassQuestion:
    """An unreadable message of some programs of a class.

    :param programs: how many programs send it.
    """

    question: Question
    programs: int

    @property
    def asked(self) -> Words:
        """The question to the teacher."""
        said, proposal = self.question.said, self.question.proposal
        if self.programs == 1:
            return say('1 program says "{said}": {question}', said=said, question=proposal)
        return say(
            '{count} programs say "{said}": {question}',
            count=self.programs,
            said=said,
            question=proposal,
        )


def class_questions(rows: Iterable[ProgramRow]) -> list[ClassQuestion]:
    """Return the questions of a class, each message once; messages of many programs come first."""
    said = [(number, each) for number, row in enumerate(rows) for each in row.questions]
    questions = [
        ClassQuestion(
            question, len({number for number, each in said if each.shape == question.shape})
        )
        for question in merged(each for _, each in said)
    ]
    return sorted(questions, key=lambda asked: -asked.programs)
