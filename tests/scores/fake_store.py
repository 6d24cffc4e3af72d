"""A store of scores in memory, for tests on the mock clock."""

from collections.abc import Sequence
from typing import Self

import trio

from trio_sockets.scores.record import Record


class FakeStore:
    """A store that takes some time, and fails as long as it is told to.

    :ivar takes: seconds.
    :ivar fault: what it raises.
    :ivar tried: when it was asked to write, and how much.
    :ivar kept: what it has; to keep a record twice is a mistake.
    """

    def __init__(self) -> None:
        self.takes = 0.0
        self.fault: Exception | None = None
        self.tried: list[tuple[float, int]] = []
        self.kept: list[Record] = []

    async def open(self) -> None:
        await trio.lowlevel.checkpoint()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await trio.lowlevel.checkpoint()

    async def write(self, records: Sequence[Record], /) -> None:
        self.tried.append((trio.current_time(), len(records)))
        await trio.sleep(self.takes)
        if self.fault is not None:
            raise self.fault
        self.kept += records

    def times(self) -> list[float]:
        return [time for time, _ in self.tried]
