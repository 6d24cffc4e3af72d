"""What a server tells its players of a room, in the order of the room's steps."""

from dataclasses import dataclass
from typing import final

from trio_sockets.protocol.race.messages import Decision, Push
from trio_sockets.race.cluster.script import Step, Words
from trio_sockets.race.cluster.seat import Seat


@final
@dataclass(frozen=True, slots=True)
class Verdict:
    """What one player is told of what he asked.

    :ivar asked: his question, which may have been put twice.
    """

    seat: Seat
    asked: Words
    decision: Decision
    told: tuple[Push, ...]


@final
@dataclass(frozen=True, slots=True)
class Event:
    """A step, with what it answers to a player here; or an answer alone, after the step `seq`."""

    epoch: str
    seq: int
    step: Step | None
    verdict: Verdict | None = None
