"""Grades all submissions of a class, several at once."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

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
    submissions: Sequence[Submission],
    grader: Grader,
    audience: ProgressListener,
    graded: dict[str, list[ProgramRow]] | None = None,
    grades: Callable[[Submission], Awaitable[list[ProgramRow]]] | None = None,
) -> list[ProgramRow]:
    """Grade submissions, `Grader.jobs` at once; return their rows in the same order.

    :param grades: grades one of them; by default, the grader itself.
    :param graded: takes the rows of each submission, by its name, as soon as it is graded: they are
        left if this is cancelled.
    """
    places = trio.CapacityLimiter(grader.jobs)
    graded = {} if graded is None else graded

    async def grade(submission: Submission) -> None:
        audience.began(submission)
        try:
            rows = await (grades or grader.grade)(submission)
        except Exception as error:  # noqa: BLE001 - our own fault with one shall not cost the others
            problem = say("the checker failed: {error}", error=f"{type(error).__name__}: {error}")
            rows = [grader.not_graded(submission, problem)]
        finally:
            places.release_on_behalf_of(submission.folder)
        graded[submission.name] = rows
        audience.ended(submission, rows)

    async with trio.open_nursery() as nursery:
        for submission in submissions:
            await places.acquire_on_behalf_of(submission.folder)
            nursery.start_soon(grade, submission)
    return rows_in_order(submissions, graded)


def rows_in_order(
    submissions: Sequence[Submission], graded: Mapping[str, Sequence[ProgramRow]]
) -> list[ProgramRow]:
    """Return the rows of those submissions that have been graded, in the order of all."""
    return [row for submission in submissions for row in graded.get(submission.name, ())]
