"""Grades each submission in a process of its own, in a network of its own."""

import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import final

import trio

from trio_sockets.check.classroom.apart.frames import ClosedError, Frames
from trio_sockets.check.classroom.apart.job import Done, HasLearned, Job, Kept
from trio_sockets.check.classroom.grading import Grader
from trio_sockets.check.classroom.sandbox.box import BUBBLEWRAP, ProgramBox
from trio_sockets.check.classroom.submissions.finding import Submission
from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.language import Language
from trio_sockets.words import say

_WORKER = "trio_sockets.check.classroom.apart.worker"
_END = 20.0
"""Seconds for a worker to end its programs and remove their files, before it is killed."""

_LAST_LINES = 2000
"""Bytes of what it prints that are kept."""

_LAST_WORDS = 0.5


@final
@dataclass(frozen=True, slots=True)
class GraderApart:
    """Grades as a `Grader` does, but each submission apart from all else.

    :param grader: what is to be done.
    :param box: what no program may see.
    :param language: of the reports, as `Grader.translate` gives them.
    """

    grader: Grader
    box: ProgramBox
    language: Language

    async def grade(self, submission: Submission) -> list[ProgramRow]:
        """Return a row for each program; see `Grader.grade`."""
        if submission.problem is not None:
            return await self.grader.grade(submission)
        errors = bytearray()
        async with _worker(errors) as frames:
            try:
                await frames.send(self._job(submission))
                while True:
                    match await frames.receive():
                        case Kept(name, report):
                            self.grader.keep(name, report)
                        case HasLearned(name, service, learned) if self.grader.learner is not None:
                            learner = self.grader.learner
                            await frames.send(await learner.place(name, service, learned))
                        case Done(rows):
                            return rows
            except ClosedError:
                pass
        lines = errors.decode(errors="replace").strip().splitlines() or [""]
        problem = say("the checker failed: {error}", error=lines[-1])
        return [self.grader.not_graded(submission, problem)]

    def _job(self, submission: Submission) -> Job:
        grader = self.grader
        return Job(
            submission=submission,
            box=self.box,
            dialect=grader.dialect,
            limits=grader.limits,
            jobs=grader.jobs,
            seed=grader.seed,
            mode=grader.mode,
            strict=grader.strict,
            trace=grader.trace,
            language=self.language,
            learns=grader.learner is not None,
        )


def with_own_network(command: Sequence[str]) -> list[str]:
    """Return a command that runs another with no network but a loopback of its own."""
    # Without --cap-add, root could not read what belongs to others. The programs have a box.
    is_root = sys.platform != "win32" and os.geteuid() == 0
    powers = ["--cap-add", "ALL"] if is_root else []
    return [BUBBLEWRAP, "--dev-bind", "/", "/", "--unshare-net", *powers, "--", *command]


@asynccontextmanager
async def _worker(errors: bytearray) -> AsyncIterator[Frames]:
    """Run a worker for the duration of the block; it ends all that it has begun.

    :param errors: takes the last of what it prints.
    """
    process = await trio.lowlevel.open_process(  # type: ignore[call-arg,unused-ignore]
        with_own_network([sys.executable, "-P", "-m", _WORKER]),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,  # so that Ctrl-C is for the checker, which then closes the input
    )
    assert process.stdin is not None  # noqa: S101 - all three were asked for
    assert process.stdout is not None  # noqa: S101
    assert process.stderr is not None  # noqa: S101
    has_all = trio.Event()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_collect, process.stderr, errors, has_all)
        try:
            yield Frames(process.stdout, process.stdin)
        finally:
            with trio.CancelScope(shield=True):
                await process.stdin.aclose()
                with trio.move_on_after(_END):
                    await process.wait()
                if process.returncode is None:
                    process.kill()
                    await process.wait()
                await process.stdout.aclose()
                with trio.move_on_after(_LAST_WORDS):
                    await has_all.wait()
            nursery.cancel_scope.cancel()


async def _collect(stream: trio.abc.ReceiveStream, errors: bytearray, has_all: trio.Event) -> None:
    with contextlib.suppress(trio.BrokenResourceError, trio.ClosedResourceError):
        async for chunk in stream:
            errors += chunk
            del errors[:-_LAST_LINES]
    has_all.set()
