"""The queue between games and a store: no game waits for a store, and a store that fails for a
while loses nothing.
"""

from collections import deque
from itertools import islice
from typing import final

import trio

from trio_sockets.backoff import Backoff
from trio_sockets.event_log import EventLog
from trio_sockets.scores.record import Record
from trio_sockets.scores.store import Store, StoreError

BOUND = 100_000
"""Records that wait at the most: some 35 MB."""

GATHER = 0.02
"""Seconds from a record to the writing of it, with whatever else has come by then. It stays well
under the 100 ms after which a record is promised to outlive the process."""

BATCH = 1_000
"""Records that are written at once."""

WRITE = 5.0
"""Seconds that a store has for them. One that hangs has failed."""

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0
"""Seconds before a store that failed is tried again: the first time, and at the most. Each is twice
as long as the one before."""

LAST = 0.1
"""Seconds to write what is left at the end, once it is cancelled: a server in a hurry has a second,
and its clients have had most of it."""


@final
class ScoreQueue:
    """Takes records at once, and writes them in the background. `run` must be running.

    Records wait in memory until the store has them, so nothing is lost while it fails. Up to
    `bound` wait; beyond that the newest are dropped, and counted: a flood of games that are lost on
    a full disk anyway must not push out those that were there before.

    :param store: where they go. It is the queue's alone to write to meanwhile.
    :param bound: how many records may wait.
    """

    def __init__(self, store: Store, bound: int = BOUND) -> None:
        self.store = store
        self._bound = bound
        self._waiting: deque[Record] = deque()
        self._some = trio.Event()
        self._none = trio.Event()
        self._none.set()
        self._dropped = 0
        self._failing = False
        self._pause = GATHER
        self._backoff = Backoff(FIRST_PAUSE, LONGEST_PAUSE)

    def __len__(self) -> int:
        return len(self._waiting)

    def post(self, record: Record) -> None:
        """Have a record written soon. This never waits, and never raises."""
        if len(self._waiting) >= self._bound:
            self._dropped += 1
            return
        if not self._waiting:
            self._none = trio.Event()
            self._some.set()
        self._waiting.append(record)

    async def written(self) -> None:
        """Wait until the store has every record."""
        await self._none.wait()

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Write records, for ever. When it is cancelled, it writes what is left, within `LAST`."""
        task_status.started()
        try:
            while True:
                await self._some.wait()
                await trio.sleep(self._pause)
                await self._write()
        finally:
            with trio.CancelScope(shield=True, deadline=trio.current_time() + LAST):
                while self._waiting:
                    await self._write()
                    await trio.sleep(FIRST_PAUSE if self._failing else 0)
            if lost := len(self._waiting) + self._dropped:
                EventLog().error("scores lost", lost=lost)

    async def _write(self) -> None:
        """Write the oldest records; if that fails, they stay."""
        batch = list(islice(self._waiting, BATCH))
        try:
            with trio.fail_after(WRITE):
                await self.store.write(batch)
        except StoreError as error:
            self._failed(str(error))
        except trio.TooSlowError:
            self._failed("the store does not answer in time")
        except Exception as error:  # noqa: BLE001 - a store's bug must not end the games
            self._failed("a fault of ours", error)
        else:
            self._worked()
            for _ in batch:
                self._waiting.popleft()
            if not self._waiting:
                self._some = trio.Event()
                self._none.set()

    def _failed(self, reason: str, fault: Exception | None = None) -> None:
        self._pause = self._backoff.next()
        if self._failing:
            return
        self._failing = True
        hint = "they wait in memory"
        EventLog().warning("scores not written", reason=reason, hint=hint, exc_info=fault)

    def _worked(self) -> None:
        if self._failing or self._dropped:
            waited, dropped = len(self._waiting), self._dropped
            EventLog().warning("scores written again", waited=waited, dropped=dropped)
        self._failing, self._pause, self._dropped = False, GATHER, 0
        self._backoff.reset()
