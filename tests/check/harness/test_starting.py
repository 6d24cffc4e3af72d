"""How long a program may take to start: longer while it works, as on a busy machine."""

import pytest
import trio
from trio.testing import MockClock

from trio_sockets.check.harness.starting import LONGEST, START, STILL, Start


async def over_after(*works_until: float) -> float:
    """Return after how many seconds the start of a program is over that works so long."""
    began = trio.current_time()

    def used(_pid: int) -> float:
        now = trio.current_time() - began
        return min(now, *works_until)

    start = Start(1, used)
    while not start.is_over():  # noqa: ASYNC110 - time passes only so
        await trio.sleep(0.25)
    return trio.current_time() - began


@pytest.mark.parametrize(
    ("works_until", "over"),
    [(1.0, START + STILL), (12.0, START + 2 * STILL), (1000.0, LONGEST)],
)
async def test_a_start_lasts_while_the_program_works(
    works_until: float, over: float, autojump_clock: MockClock
) -> None:
    assert autojump_clock
    assert await over_after(works_until, works_until) == pytest.approx(over, abs=STILL)


async def test_a_program_that_never_worked_has_the_usual_time(autojump_clock: MockClock) -> None:
    assert autojump_clock
    assert await over_after(0.0, 0.0) == pytest.approx(START, abs=1)
