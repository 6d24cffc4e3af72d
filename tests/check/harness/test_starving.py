"""A late reply is waited for as long as a busy machine keeps its program at work."""

import pytest
import trio
from trio.testing import MockClock, memory_stream_pair

from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.harness.programs.starving import STEP, STEPS, Work
from trio_sockets.check.harness.recorded_stream import StopScript
from trio_sockets.check.harness.wire import PATIENCE, Wire
from trio_sockets.check.model.transcript import Silence


async def waited(
    *, busy: bool, works_until: float, replies_at: float = 10**6, clock: MockClock
) -> tuple[float, bytes | Silence]:
    """Return after how many seconds a wait was over, and what came: a reply, or a silence.

    :param busy: whether the machine is.
    :param works_until: for how many seconds the program works.
    :param replies_at: when it replies.
    """
    assert clock
    began = trio.current_time()

    def used(_pid: int) -> float:
        return min(trio.current_time() - began, works_until)

    mine, theirs = memory_stream_pair()
    work = Work(1, lambda: busy, used)
    wire = Wire(mine, load_dialect("ours"), began, work=work)  # type: ignore[arg-type]

    async def reply() -> None:
        await trio.sleep(replies_at)
        await theirs.send_all(b"A\n")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(reply)
        came: bytes | Silence
        try:
            came = await wire.read_message()
        except StopScript:
            [came] = wire.conversation().all(Silence)
        nursery.cancel_scope.cancel()
    return trio.current_time() - began, came


@pytest.mark.parametrize(
    ("busy", "works_until", "replies_at", "after"),
    [
        (False, 100.0, 3.0, PATIENCE),  # the machine is at rest: it is too late
        (True, 100.0, 3.0, 3.0),
        (True, 100.0, 9.0, 9.0),
        (True, 0.0, 3.0, 3.0),
        (True, 0.0, 5.0, PATIENCE + STEP),  # it waits, too
        (True, 5.0, 50.0, PATIENCE + 3 * STEP),
        (True, 100.0, 50.0, PATIENCE + STEPS * STEP),
    ],
)
async def test_a_late_reply_is_waited_for_while_its_program_works(
    busy: bool,  # noqa: FBT001 - a case
    works_until: float,
    replies_at: float,
    after: float,
    autojump_clock: MockClock,
) -> None:
    seconds, came = await waited(
        busy=busy, works_until=works_until, replies_at=replies_at, clock=autojump_clock
    )
    assert seconds == pytest.approx(after)
    assert (came == b"A") == (after == replies_at)


async def test_a_silence_tells_how_long_the_program_was_given(autojump_clock: MockClock) -> None:
    _, idle = await waited(busy=True, works_until=0.0, clock=autojump_clock)
    _, at_work = await waited(busy=True, works_until=100.0, clock=autojump_clock)
    assert isinstance(idle, Silence)
    assert isinstance(at_work, Silence)
    assert idle.seconds == PATIENCE
    assert at_work.seconds == PATIENCE + STEPS * STEP
