"""One race of one size at one place: what it took, and how late its pushes were."""

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, final

from benchmarks.race.crowd import Crowd
from benchmarks.race.places import Place, held

WARM_UP = 2.0


@final
@dataclass(frozen=True, slots=True)
class Size:
    """How many play, and how they guess.

    :param rooms: how many rooms.
    :param players: in each.
    :param rate: guesses a second, in all; None for as many as the servers decide.
    """

    rooms: int
    players: int
    rate: float | None

    @property
    def name(self) -> str:
        """How tables call it."""
        rooms = "1 room" if self.rooms == 1 else f"{self.rooms} rooms"
        return f"{rooms} of {self.players}"

    @property
    def countdown(self) -> float:
        """Seconds in which all of them can join, even on a busy machine."""
        return 15 + self.rooms * self.players / 250


SIZES = [
    Size(1, 500, 10),
    Size(1, 500, None),
    Size(100, 10, 500),
    Size(100, 10, None),
    Size(500, 10, 1_000),
]
QUICK = [Size(1, 100, 10), Size(10, 10, None)]
AT_ONCE = 8
"""Guesses under way when there is no rate."""


@final
@dataclass(frozen=True, slots=True)
class Result:
    """What one window gave.

    :ivar seconds: how long it was.
    :ivar guesses: how many were answered.
    :ivar pushes: milliseconds of delay: how many there were, then their p50, p99 and the longest.
    :ivar replies: milliseconds until the reply: p50 and p99.
    :ivar servers: cores that the servers took, all together.
    :ivar valkey: the cores that Valkey took.
    :ivar crowd: the cores that the players took; at 1, it is they who were measured.
    """

    place: Place
    size: Size
    seconds: float
    guesses: int
    count: int
    pushes: tuple[float, float, float]
    replies: tuple[float, float]
    servers: float
    valkey: float
    crowd: float


def measure(place: Place, size: Size, seconds: float, log: IO[bytes]) -> Result:
    """Hold a race of this size, and time it.

    :param seconds: of the window that counts.
    :param log: takes what the servers write.
    """
    with (
        held(place, size.countdown, log) as race,
        contextlib.closing(Crowd(race.ports, size.rooms, size.players)) as crowd,
    ):
        _play(crowd, size, WARM_UP)
        crowd.heard.replies.clear()
        crowd.heard.pushes.clear()
        began, (servers, valkey), ours = time.monotonic(), race.cpu(), time.process_time()
        _play(crowd, size, seconds)
        took = time.monotonic() - began
        after, ours = race.cpu(), time.process_time() - ours
        pushes, replies = sorted(crowd.heard.pushes), sorted(crowd.heard.replies)
    return Result(
        place,
        size,
        took,
        len(replies),
        len(pushes),
        (_milliseconds(pushes, 0.5), _milliseconds(pushes, 0.99), pushes[-1] / 1e6),
        (_milliseconds(replies, 0.5), _milliseconds(replies, 0.99)),
        (after[0] - servers) / took,
        (after[1] - valkey) / took,
        ours / took,
    )


def _play(crowd: Crowd, size: Size, seconds: float) -> None:
    if size.rate is None:
        crowd.guess_as_fast_as_replies_come(AT_ONCE, seconds)
    else:
        crowd.guess_at(size.rate, seconds)


def _milliseconds(times: Sequence[int], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))] / 1e6
