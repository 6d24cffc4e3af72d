"""What share of a processor a program uses, also on a machine that is busy with others."""

import sys

import pytest
import trio
from trio.testing import MockClock

from trio_sockets.check import resources
from trio_sockets.check.process import running
from trio_sockets.check.resources import processor_share_of

LOOK = 0.2


@pytest.mark.parametrize("late", [0.0, 3.0])
async def test_a_look_that_takes_longer_counts_for_as_long(
    autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch, late: float
) -> None:
    """A machine with much to do wakes us up late: nobody is blamed for that."""
    monkeypatch.setattr(resources, "processor_seconds_of", lambda _pid: trio.current_time() / 10)

    async def hold_up() -> None:
        await trio.sleep(LOOK / 2)
        autojump_clock.jump(late)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(hold_up)
        assert await processor_share_of(1, LOOK) == pytest.approx(0.1)


async def test_a_program_that_computes_and_one_that_has_ended() -> None:
    async with running([sys.executable, "-c", "while True: pass"]) as program:
        while not await processor_share_of(program.pid, LOOK):
            pass
    assert await processor_share_of(program.pid, LOOK) == 0
