"""How long a program may take to start: longer while it works, as on a busy machine."""

import pytest
import trio
from trio.testing import MockClock

from trio_sockets.check.harness.starting import ELSEWHERE, LONGEST, START, STILL, Start


async def over_after(works_until: float, listens_from: float = 10**6) -> float:
    """Return after how many seconds the start of a program is over.

    :param works_until: for how many seconds it works.
    :param listens_from: when it comes to listen elsewhere.
    """
    began = trio.current_time()

    def used(_pid: int) -> float:
        return min(trio.current_time() - began, works_until)

    def listens_at(_pid: int) -> list[str]:
        return ["elsewhere"] if trio.current_time() >= began + listens_from else []

    start = Start(1, listens_at, used)
    while not start.is_over():  # noqa: ASYNC110 - time passes only so
        await trio.sleep(0.25)
    return trio.current_time() - began


@pytest.mark.parametrize(
    ("works_until", "over"),
    [
        (0.0, START),
        (1.0, START),
        (6.0, START + STILL),
        (12.0, START + 2 * STILL),
        (1000.0, LONGEST + STILL),
    ],
)
async def test_a_start_lasts_while_the_program_works(
    works_until: float, over: float, autojump_clock: MockClock
) -> None:
    assert autojump_clock
    assert await over_after(works_until) == pytest.approx(over, abs=0.5)


@pytest.mark.parametrize(
    ("listens_from", "over"), [(0.5, STILL + ELSEWHERE), (5.5, START + ELSEWHERE)]
)
async def test_a_server_that_listens_elsewhere_has_started(
    listens_from: float, over: float, autojump_clock: MockClock
) -> None:
    assert autojump_clock
    assert await over_after(1000.0, listens_from) == pytest.approx(over, abs=0.5)
