"""What a program uses of the machine, which may be busy with others: its processors and ports."""

import os
import socket
import sys

import pytest
import trio
from trio.testing import MockClock

from trio_sockets.address import TcpAddress
from trio_sockets.check.harness.programs import resources
from trio_sockets.check.harness.programs.process import running
from trio_sockets.check.harness.programs.resources import listening_at, processor_share_of

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


def test_the_places_where_a_program_listens_are_seen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        here = TcpAddress(*one.getsockname())
        assert here in listening_at(os.getpid())
        assert TcpAddress(*bound.getsockname()) not in listening_at(os.getpid())
    assert here not in listening_at(os.getpid())


async def test_a_process_that_has_ended_listens_nowhere() -> None:
    async with running([sys.executable, "-c", ""]) as program:
        pass
    assert listening_at(program.pid) == ()


async def test_a_program_that_computes_and_one_that_has_ended() -> None:
    async with running([sys.executable, "-c", "while True: pass"]) as program:
        while not await processor_share_of(program.pid, LOOK):
            pass
    assert await processor_share_of(program.pid, LOOK) == 0
