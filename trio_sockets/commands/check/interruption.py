"""Ending a check early, with no program of a student left behind."""

import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio

if sys.platform == "win32":
    _ENDS = (signal.SIGTERM, signal.SIGBREAK)
else:
    _ENDS = (signal.SIGTERM, signal.SIGHUP)


@asynccontextmanager
async def interruptible() -> AsyncIterator[None]:
    """Let a block end as Ctrl-C ends it when the system says stop, or the terminal is closed.

    Programs that run for as long as a block within lasts are then ended with it.

    :raises KeyboardInterrupt: such a signal came; in a group.
    """
    async with trio.open_nursery() as nursery:
        await nursery.start(_heed_signals)
        yield
        nursery.cancel_scope.cancel()


async def _heed_signals(*, task_status: trio.TaskStatus[None]) -> None:
    with trio.open_signal_receiver(*_ENDS) as signals:
        task_status.started()
        async for _ in signals:
            raise KeyboardInterrupt
