"""Keeping workers at work, on the mock clock: a fake worker is a task that sleeps."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
import trio
from structlog.testing import capture_logs
from trio.testing import MockClock, wait_all_tasks_blocked

from trio_sockets.workers.errors import StartError
from trio_sockets.workers.slots import Slots

START = 0.5


@dataclass(eq=False)
class Fake:
    """A worker, as the story of its times."""

    region: int
    began: float
    ready: float | None = None
    told: float | None = None
    ended: float | None = None
    killed: trio.Event = field(default_factory=trio.Event)


class Fakes:
    """Runs fake workers: ready after half a second, drained after `drain`."""

    def __init__(self) -> None:
        self.all: list[Fake] = []
        self.cleared: list[int] = []
        self.broken = False
        self.drain = 1.0

    def at_work(self) -> list[Fake]:
        return [fake for fake in self.all if fake.ready and not fake.told and not fake.ended]

    async def run(self, region: int, *, task_status: trio.TaskStatus[None]) -> None:
        assert region not in [fake.region for fake in self.all if not fake.ended]
        fake = Fake(region, trio.current_time())
        self.all.append(fake)
        try:
            await trio.sleep(START)
            if self.broken:
                raise StartError("broken")
            fake.ready = trio.current_time()
            task_status.started()
            await fake.killed.wait()
        except trio.Cancelled:
            fake.told = trio.current_time()
            with trio.CancelScope(shield=True, deadline=fake.told + self.drain):
                await fake.killed.wait()
            raise
        finally:
            fake.ended = trio.current_time()

    @asynccontextmanager
    async def at_once(self, count: int = 2) -> AsyncIterator[Slots]:
        async with trio.open_nursery() as nursery:
            slots = Slots(self.run, self.cleared.append, count, nursery)
            await slots.fill()
            nursery.start_soon(slots.replace_when_asked)
            yield slots
            nursery.cancel_scope.cancel()


async def test_all_start_at_once_and_are_drained_at_once(autojump_clock: MockClock) -> None:
    start, fakes = trio.current_time(), Fakes()
    async with fakes.at_once(3):
        assert trio.current_time() - start == pytest.approx(START)
        assert len(fakes.at_work()) == 3
    assert trio.current_time() - start == pytest.approx(START + fakes.drain)
    assert len({fake.region for fake in fakes.all}) == 3
    assert sorted(fakes.cleared) == sorted(fake.region for fake in fakes.all)


async def test_the_very_first_start_must_succeed(autojump_clock: MockClock) -> None:
    fakes = Fakes()
    fakes.broken = True
    with pytest.RaisesGroup(StartError, flatten_subgroups=True, allow_unwrapped=True):
        async with fakes.at_once(1):
            pytest.fail("nobody is at work")


async def test_who_ends_unasked_is_followed_at_once_then_ever_later(
    autojump_clock: MockClock,
) -> None:
    fakes = Fakes()
    async with fakes.at_once(1):
        pauses = []
        for _ in range(9):
            [fake] = fakes.at_work()
            fake.killed.set()
            while not fakes.at_work() or fakes.at_work() == [fake]:  # noqa: ASYNC110 - as autojump needs it
                await trio.sleep(0.01)
            assert fake.ended
            pauses.append(fakes.all[-1].began - fake.ended)
        assert pauses == pytest.approx([0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5])
        await trio.sleep(10)
        fakes.at_work()[0].killed.set()
        await trio.sleep(START + 0.01)
        assert len(fakes.at_work()) == 1
    regions = {fake.region for fake in fakes.all}
    assert len(regions) <= 2


async def test_a_successor_that_cannot_start_is_tried_again(autojump_clock: MockClock) -> None:
    fakes = Fakes()
    async with fakes.at_once(1):
        fakes.broken = True
        with capture_logs() as logs:
            fakes.at_work()[0].killed.set()
            await trio.sleep(5)
            assert not fakes.at_work()
            fakes.broken = False
            await trio.sleep(6)
        assert len(fakes.at_work()) == 1
    assert {(log["event"], log["reason"]) for log in logs} == {("worker not started", "broken")}


async def test_the_next_one_is_ready_before_the_old_one_is_told(autojump_clock: MockClock) -> None:
    start, fakes = trio.current_time(), Fakes()
    async with fakes.at_once(2) as slots:
        slots.replace()
        await trio.sleep(2)
        one, two = sorted(fakes.all[:2], key=lambda fake: fake.region)  # they started at once
        three, four = fakes.all[2:]
        assert {id(fake) for fake in fakes.at_work()} == {id(three), id(four)}
        assert one.told == three.ready == pytest.approx(start + 2 * START)
        assert two.told == four.ready == pytest.approx(start + 3 * START)
        assert four.began == pytest.approx(three.ready)


async def test_a_replacement_that_does_not_start_leaves_the_old_ones(
    autojump_clock: MockClock,
) -> None:
    fakes = Fakes()
    async with fakes.at_once(2) as slots:
        old = fakes.at_work()
        fakes.broken = True
        with capture_logs() as logs:
            slots.replace()
            await trio.sleep(10)
        assert fakes.at_work() == old
        assert len(fakes.all) == 3
        assert [log["event"] for log in logs] == ["replacing workers", "replacement stopped"]
        fakes.broken = False
        slots.replace()
        await trio.sleep(10)
        assert len(fakes.at_work()) == 2
        assert not {id(fake) for fake in old} & {id(fake) for fake in fakes.at_work()}


async def test_what_is_asked_meanwhile_is_remembered_once(autojump_clock: MockClock) -> None:
    fakes = Fakes()
    async with fakes.at_once(2) as slots:
        slots.replace()
        await trio.sleep(0.1)
        for _ in range(5):
            slots.replace()
        await trio.sleep(60)
        assert len(fakes.all) == 2 + 2 + 2


async def test_a_second_replacement_waits_for_the_oldest_to_drain(
    autojump_clock: MockClock,
) -> None:
    start, fakes = trio.current_time(), Fakes()
    fakes.drain = 10
    async with fakes.at_once(1) as slots:
        slots.replace()
        await trio.sleep(1)
        slots.replace()
        await trio.sleep(30)
        one, two, three = fakes.all
        assert one.told == pytest.approx(start + 2 * START)
        assert three.began == one.ended == pytest.approx(start + 2 * START + 10)
        assert two.told == three.ready


async def test_one_that_dies_while_its_successor_starts_is_followed_once(
    autojump_clock: MockClock,
) -> None:
    fakes = Fakes()
    async with fakes.at_once(1) as slots:
        slots.replace()
        await wait_all_tasks_blocked()
        await trio.sleep(START / 2)
        fakes.all[0].killed.set()
        await trio.sleep(20)
        assert len(fakes.all) == 2
        assert fakes.at_work() == fakes.all[1:]


async def test_one_that_dies_while_its_successor_fails_has_another(
    autojump_clock: MockClock,
) -> None:
    fakes = Fakes()
    async with fakes.at_once(1) as slots:
        fakes.broken = True
        slots.replace()
        await trio.sleep(START / 2)
        fakes.all[0].killed.set()
        await trio.sleep(START)
        fakes.broken = False
        await trio.sleep(20)
        assert len(fakes.at_work()) == 1
