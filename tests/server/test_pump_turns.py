"""However long some clients' work takes, the pump lets all others have their turn in between."""

import math
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from time import perf_counter

import pytest
import trio

from helpers.support import needs_epoll, running_pump
from trio_sockets.server.fast_path.pump import BURST, LATER, Pump
from trio_sockets.server.turns import take_turn

pytestmark = needs_epoll


class Busy:
    """Sleeps for a socket, and works for a while for each byte.

    :param work: seconds for a byte.
    :param turns: how many turns it asks for behind its first byte.
    """

    task: trio.lowlevel.Task
    asleep = queued = watched = False
    wants_input = True
    alarm = math.inf

    def __init__(
        self, sock: socket.socket, served: list[int], *, work: float, turns: int = 0
    ) -> None:
        self.fd = sock.fileno()
        self._served = served
        self._work = work
        self._turns = turns

    def readable(self, now: float) -> object:
        os.read(self.fd, 1)
        return LATER if self._turns else self.turn(now)

    def turn(self, _now: float) -> object:
        self._served.append(self.fd)
        end = perf_counter() + self._work
        while perf_counter() < end:
            pass
        self._turns -= 1
        return LATER if self._turns > 0 else None

    def ring(self, _now: float) -> None:
        raise AssertionError("it has no deadline")


Connect = Callable[..., tuple[socket.socket, int]]


@pytest.fixture
async def pump() -> AsyncIterator[Pump]:
    async with running_pump() as pump:
        yield pump


@pytest.fixture
def served() -> list[int]:
    return []


@pytest.fixture
def connect(pump: Pump, served: list[int]) -> Iterator[Connect]:
    """Connect to one that is busy: the client's socket, and the server's descriptor."""
    with ExitStack() as stack:

        def connect(work: float, turns: int = 0) -> tuple[socket.socket, int]:
            near, far = map(stack.enter_context, socket.socketpair())
            busy = Busy(far, served, work=work, turns=turns)
            pump.sleep(busy)
            stack.callback(pump.leave, busy)
            return near, busy.fd

        yield connect


async def test_other_tasks_run_after_each_client_whose_work_takes_long(
    served: list[int], connect: Connect
) -> None:
    passes: list[int] = []
    clients = [connect(2 * BURST) for _ in range(8)]
    for client, _ in clients:
        client.send(b"x")
    while len(served) < len(clients):
        await trio.lowlevel.checkpoint()
        passes.append(len(served))
    assert sorted(served) == sorted(fd for _, fd in clients)
    # A task may come first in one pass and last in the next: two bursts may lie between its turns.
    steps = [after - before for before, after in zip([0, *passes], passes, strict=False)]
    assert max(steps) <= 2


async def test_one_that_asks_little_comes_before_those_who_wait_for_turns(
    served: list[int], connect: Connect
) -> None:
    greedy = [connect(BURST, turns=10) for _ in range(8)]
    modest, number = connect(0)
    for client, _ in greedy:
        client.send(b"x")
    while not served:
        await trio.lowlevel.checkpoint()
    before = len(served)
    modest.send(b"x")
    while number not in served:
        await trio.lowlevel.checkpoint()
    assert served.index(number) - before <= 2  # turns that had begun, or came first in their pass


async def test_those_who_wait_for_turns_have_them_in_order(
    served: list[int], connect: Connect
) -> None:
    greedy = [connect(BURST, turns=3) for _ in range(3)]
    for client, _ in greedy:
        client.send(b"x")
    while len(served) < 9:
        await trio.lowlevel.checkpoint()
    assert served == served[:3] * 3
    assert len({*served}) == 3


async def test_tasks_that_have_much_to_say_take_turns(autojump_clock: trio.abc.Clock) -> None:
    order: list[str] = []

    async def speak(name: str) -> None:
        for _ in range(3):
            await take_turn()
            order.append(name)

    async with trio.open_nursery() as nursery:
        for name in "abc":
            nursery.start_soon(speak, name)
    first = order[:3]
    assert sorted(first) == ["a", "b", "c"]
    assert order == first * 3
