"""Turns for tasks with much to do: one of them works in each pass of Trio's scheduler."""

import trio

_LOCK: trio.lowlevel.RunVar[trio.Lock] = trio.lowlevel.RunVar("turns")


async def take_turn() -> None:
    """Wait for a turn. They are given in order, and one in a pass.

    Trio runs every task that is ready before it looks for new bytes. So if all those with much to
    do worked in one pass, it would take as long as all of them together.
    """
    try:
        lock = _LOCK.get()
    except LookupError:
        lock = trio.Lock()
        _LOCK.set(lock)
    async with lock:
        await trio.lowlevel.checkpoint()
