"""Supervision of a number of workers: starting, replacing, restarting."""

from collections.abc import Callable, Iterable
from typing import Protocol, final

import trio

from trio_sockets.event_log import EventLog
from trio_sockets.workers.backoff import RestartBackoff
from trio_sockets.workers.errors import StartError


class RunWorker(Protocol):
    """`WorkerLauncher.run`, or what stands in for it in a test."""

    async def __call__(self, region: int, *, task_status: trio.TaskStatus[None]) -> None:
        """Run a worker to its end; cancelled, drain it."""


@final
class Slot:
    """The place of one worker, and of the next one while the last one drains.

    Each worker has a task in the nursery, from its start to the end of its process. When that end
    comes unasked, the task sees to a successor.

    :param run: runs a worker.
    :param clear: forgets the clients of a region whose worker has ended.
    :param regions: the slot's own: as many of its workers as can be alive at once.
    :param nursery: the workers'. To cancel it is to drain them all.
    """

    def __init__(
        self,
        run: RunWorker,
        clear: Callable[[int], object],
        regions: Iterable[int],
        nursery: trio.Nursery,
    ) -> None:
        self._run = run
        self._clear = clear
        self._nursery = nursery
        self._backoff = RestartBackoff()
        self._changing = trio.Lock()
        self._current = trio.CancelScope()
        mine = list(regions)
        self._give_back, self._free = trio.open_memory_channel[int](len(mine))
        for region in mine:
            self._give_back.send_nowait(region)

    async def fill(self) -> None:
        """Start a worker, and return once it is ready.

        :raises StartError: it does not become ready. The one before it, if any, stays.
        """
        async with self._changing:
            await self._start()

    async def replace(self) -> None:
        """Start a worker, and only once it is ready tell the one before it to drain.

        While two of the slot's workers are alive, it waits until the older one has drained.

        :raises StartError: see `fill`.
        """
        async with self._changing:
            leaving = self._current
            await self._start()
            leaving.cancel()

    async def _start(self) -> None:
        region = await self._free.receive()
        self._current = await self._nursery.start(self._look_after, region)

    async def _look_after(
        self, region: int, *, task_status: trio.TaskStatus[trio.CancelScope]
    ) -> None:
        start = trio.current_time()
        worker = trio.CancelScope()
        try:
            with worker:
                await self._run(region, task_status=_Relay(task_status, worker))
        finally:
            self._clear(region)
            self._give_back.send_nowait(region)
        if not worker.cancel_called:
            await self._succeed(worker, trio.current_time() - start)

    async def _succeed(self, lost: trio.CancelScope, lived: float) -> None:
        async with self._changing:
            if self._current is not lost:
                return  # it was being replaced anyway
            while True:
                await trio.sleep(self._backoff.next(lived))
                try:
                    await self._start()
                except StartError as error:
                    EventLog().error("worker not started", reason=str(error))
                    lived = 0.0
                else:
                    return


@final
class _Relay:
    """Hands the starter of a task its cancel scope when the worker in it is ready."""

    def __init__(
        self, task_status: trio.TaskStatus[trio.CancelScope], scope: trio.CancelScope
    ) -> None:
        self._task_status = task_status
        self._scope = scope

    def started(self, _value: None = None) -> None:
        self._task_status.started(self._scope)


@final
class Slots:
    """All workers of one parent.

    :param run: see `Slot`.
    :param clear: see `Slot`.
    :param count: how many workers there are, besides those that drain.
    :param nursery: see `Slot`.
    """

    def __init__(
        self, run: RunWorker, clear: Callable[[int], object], count: int, nursery: trio.Nursery
    ) -> None:
        self._slots = [
            Slot(run, clear, range(first, first + REGIONS), nursery)
            for first in range(0, count * REGIONS, REGIONS)
        ]
        self._wanted = trio.Event()

    async def fill(self) -> None:
        """Start all workers at once, and return once all are ready.

        :raises StartError: in a group; one of them does not become ready.
        """
        async with trio.open_nursery() as starting:
            for slot in self._slots:
                starting.start_soon(slot.fill)

    def replace(self) -> None:
        """Ask for every worker to be replaced. While that is being done, it is remembered once."""
        self._wanted.set()

    async def replace_when_asked(self) -> None:
        """Replace the workers one by one, whenever `replace` has asked for it."""
        while True:
            await self._wanted.wait()
            self._wanted = trio.Event()
            EventLog().info("replacing workers", workers=len(self._slots))
            await self._replace_all()

    async def _replace_all(self) -> None:
        for slot in self._slots:
            try:
                await slot.replace()
            except StartError as error:
                EventLog().error(
                    "replacement stopped", reason=str(error), hint="the old workers go on"
                )
                return
        EventLog().info("workers replaced", workers=len(self._slots))


REGIONS = 2
"""Regions of a slot: for the worker, and for the one that drains or the one that starts."""
