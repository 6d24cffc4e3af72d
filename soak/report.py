"""What a soak has seen, and nothing that it takes to see it."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import final

MINUTE_TWO = 120.0
"""Seconds after which a server has met every fault, and has the memory that it takes to."""

AROUND = 15.0
"""Seconds before and after that moment, and twice as many before the end: what happens at one
moment, such as a crowd, is to count for neither."""

JUDGED = 240.0
"""Seconds that a soak must last, for the two windows to be far enough from each other."""


@final
@dataclass(frozen=True, slots=True)
class Sample:
    """What a server holds at one moment, all its processes together.

    :param seconds: since the load began.
    :param descriptors: open files and sockets.
    :param tasks: of Trio.
    :param memory: bytes that lie in memory (RSS).
    :param connections: open ones.
    :param processes: those that start or drain too.
    """

    seconds: float
    descriptors: int
    tasks: int
    memory: int
    connections: int
    processes: int

    def rests(self, before: "Sample") -> bool:
        """Whether nobody is connected, and no more is held than before."""
        return (
            not self.connections
            and self.descriptors <= before.descriptors
            and self.tasks <= before.tasks
        )


@final
@dataclass(frozen=True, slots=True)
class Seen:
    """What the regular clients of a server have seen.

    :param requests: that were answered, and rightly.
    :param games: that ended right.
    :param wrong: what was answered wrongly, or otherwise than the protocol promises, a line each.
    :param lost: clients whose connection failed or broke, a line each.
    :param orphaned: clients that were lost because their worker was killed.
    """

    requests: int = 0
    games: int = 0
    wrong: Sequence[str] = ()
    lost: Sequence[str] = ()
    orphaned: int = 0


@final
@dataclass(frozen=True, slots=True)
class Counted:
    """What a server has counted itself: its metrics at the end."""

    connections: int
    messages: int
    errors: int
    games: int


@final
@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one server.

    :param name: as the table calls it.
    :param workers: how many it has; 0 if it is one process.
    :param samples: while there was load, in order.
    :param before: at rest, when nobody had come but one client for each service.
    :param after: at rest, when everybody had gone.
    :param logged: lines of its log that should not be there.
    :param exit_code: after SIGTERM, or before; None if it did not end.
    """

    name: str
    workers: int
    seen: Seen
    counted: Counted
    before: Sample
    samples: Sequence[Sample]
    after: Sample
    logged: Sequence[str]
    exit_code: int | None

    def at_minute_two(self, quantity: Callable[[Sample], int]) -> int | None:
        """Return the median around minute 2, if it has come to that."""
        return self._median(quantity, MINUTE_TWO - AROUND, MINUTE_TWO + AROUND)

    def at_the_end(self, quantity: Callable[[Sample], int]) -> int | None:
        """Return the median of the last seconds under load."""
        last = self.samples[-1].seconds if self.samples else 0.0
        return self._median(quantity, last - 2 * AROUND, last)

    def _median(self, quantity: Callable[[Sample], int], begin: float, end: float) -> int | None:
        # While workers are being replaced, there are more processes: that is not like with like.
        alike = [
            quantity(sample)
            for sample in self.samples
            if begin <= sample.seconds <= end and sample.processes == self.workers + 1
        ]
        reached = self.samples and self.samples[-1].seconds >= end
        return round(statistics.median(alike)) if alike and reached else None


@final
@dataclass(frozen=True, slots=True)
class Report:
    """What came of a soak.

    :param seconds: that there was load.
    :param seed: of its chance.
    :param faults: that were made, by kind; those that could have been made are 0.
    """

    seconds: float
    seed: int
    faults: Mapping[str, int]
    outcomes: Sequence[Outcome]

    @property
    def is_long(self) -> bool:
        """Whether it was long enough to judge the memory."""
        return self.seconds >= JUDGED
