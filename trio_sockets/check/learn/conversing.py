"""What all learners share: the conversations of a course, held one after another, turn by turn."""

import contextlib
from collections.abc import Awaitable, Callable

import trio

from trio_sockets.check.learn.heard.record import PlayedTalk, PlayedTurn
from trio_sockets.check.learn.planned import Course, LearnedT, PlannedTalk


async def follow(
    course: Course[LearnedT], hold: Callable[[PlannedTalk], Awaitable[PlayedTalk]], seconds: float
) -> LearnedT:
    """Hold the conversations of a course, and return what it has learned.

    :param hold: holds one conversation.
    :param seconds: the time after which no further conversation begins.
    """
    limit = trio.current_time() + seconds
    plan = next(course)
    while True:
        talk = PlayedTalk(plan.sends, ())
        if trio.current_time() < limit:
            talk = await hold(plan)
        try:
            plan = course.send(talk)
        except StopIteration as ended:
            learned: LearnedT = ended.value
            return learned


async def take_turns(
    stream: trio.abc.SendStream,
    plan: PlannedTalk,
    opening: PlayedTurn,
    hear: Callable[[], Awaitable[tuple[bytes, bool]]],
) -> list[PlayedTurn]:
    """Say what is planned until the other side closes or the plan ends; return all turns.

    :param opening: what the other side said first.
    :param hear: receives one turn of the other side, and returns whether it closed.
    """
    turns = [opening]
    script = plan.script(opening)
    with contextlib.closing(script), contextlib.suppress(StopIteration):
        said = next(script)
        while not turns[-1].ended:
            turn = PlayedTurn(said, b"", ended=True)
            with contextlib.suppress(trio.BrokenResourceError):
                await stream.send_all(plan.sends.frame(said.text.encode()))
                turn = PlayedTurn(said, *await hear())
            turns.append(turn)
            said = script.send(turn)
    return turns
