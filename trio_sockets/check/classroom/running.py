"""Grades all submissions of a class, several at once."""

from collections.abc import Sequence

import trio

from trio_sockets.check.classroom.grading import Grader
from trio_sockets.check.classroom.submissions.finding import Submission
from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.words import say


class ProgressListener:
    """Receives the progress of a class. This base class ignores it."""

    def began(self, submission: Submission) -> None:
        """Called when the grading of a submission begins."""

    def ended(self, submission: Submission, rows: Sequence[ProgramRow]) -> None:
        """Called when a submission has been graded."""


async def grade_class(
    submissions: Sequence[Submission], grader: Grader, audience: ProgressListener
) -> list[ProgramRow]:
    """Grade submissions, `Grader.jobs` at once; return their rows in the same order."""
    places = trio.CapacityLimiter(grader.jobs)
    graded: dict[int, list[ProgramRow]] = {}

    async def grade(number: int, submission: Submission) -> None:
        audience.began(submission)
        try:
            graded[number] = await grader.grade(submission)
        except Exception as error:  # noqa: BLE001 - our own fault with one shall not cost the others
            problem = say("the checker failed: {error}", error=f"{type(error).__name__}: {error}")
            graded[number] = [grader.not_graded(submission, problem)]
        finally:
            places.release_on_behalf_of(submission.folder)
        audience.ended(submission, graded[number])

    async with trio.open_nursery() as nursery:
        for number, submission in enumerate(submissions):
            await places.acquire_on_behalf_of(submission.folder)
            nursery.start_soon(grade, number, submission)
    return [row for number in sorted(graded) for row in graded[number]]
