"""The process that grades one submission: ``python -m trio_sockets.check.classroom.apart.worker``.

It runs in a network of its own, which has nothing but a loopback. If its input ends, the checker
has ended, however that came: it then ends all programs, removes their files, and ends too.
"""

import os
from typing import Any, final

import trio

from trio_sockets.check.classroom.apart.frames import ClosedError, Frames
from trio_sockets.check.classroom.apart.job import Done, HasLearned, Job, Kept
from trio_sockets.check.classroom.grading import Grader
from trio_sockets.check.classroom.programs.learning import ClassLearner
from trio_sockets.check.classroom.submissions.plan import Service
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.language import translator
from trio_sockets.words import Translate, Words


async def grade(frames: Frames) -> None:
    """Grade one submission, as the other side asks, and send what comes of it."""
    job: Job = await frames.receive()
    reports: list[Kept] = []
    translate = translator(job.language)
    answers, waiting = trio.open_memory_channel[object](1)
    grader = Grader(
        dialect=job.dialect,
        limits=job.limits,
        jobs=job.jobs,
        seed=job.seed,
        mode=job.mode,
        strict=job.strict,
        translate=translate,
        trace=job.trace,
        learner=_Asking(translate, frames, waiting) if job.learns else None,
        keep=lambda name, report: reports.append(Kept(name, report)),
        box=job.box,
    )
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_listen, frames, answers, nursery.cancel_scope)
        rows = await grader.grade(job.submission)
        for report in reports:
            await frames.send(report)
        await frames.send(Done(rows))
        nursery.cancel_scope.cancel()


@final
class _Asking(ClassLearner):
    """Asks the checker, which knows all submissions, who speaks alike."""

    def __init__(
        self, translate: Translate, frames: Frames, answers: trio.MemoryReceiveChannel[object]
    ) -> None:
        super().__init__(translate)
        self._frames, self._answers = frames, answers

    async def place(
        self,
        name: str,
        service: Service,
        learned: Any,
    ) -> tuple[Dialect, Words] | Words:
        await self._frames.send(HasLearned(name, service, learned))
        answer: tuple[Dialect, Words] | Words = await self._answers.receive()  # type: ignore[assignment]
        return answer


async def _listen(
    frames: Frames, answers: trio.MemorySendChannel[object], scope: trio.CancelScope
) -> None:
    """Hand on answers; once the other side has ended, end all."""
    try:
        while True:
            await answers.send(await frames.receive())
    except ClosedError:
        scope.cancel()


async def _main() -> None:
    # Windows, which has no bubblewrap, has no such stream either.
    receiving = trio.lowlevel.FdStream(os.dup(0))  # type: ignore[attr-defined,unused-ignore]
    sending = trio.lowlevel.FdStream(os.dup(1))  # type: ignore[attr-defined,unused-ignore]
    os.dup2(2, 1)  # so that nothing else is written between the frames
    with trio.CancelScope():
        try:
            await grade(Frames(receiving, sending))
        except* ClosedError:
            pass


if __name__ == "__main__":
    trio.run(_main)
