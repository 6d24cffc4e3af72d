"""The updates that a server delivers to its players, in the order of the room's steps."""

from dataclasses import dataclass
from typing import final

from trio_sockets.protocol.race.messages import Decision, Push
from trio_sockets.race.cluster.script import RoomStep, ScriptWords
from trio_sockets.race.cluster.seat import Seat


@final
@dataclass(frozen=True, slots=True)
class PlayerReply:
    """The reply to one player's question.

    :ivar asked: his question, which may have been put twice.
    """

    seat: Seat
    asked: ScriptWords
    decision: Decision
    told: tuple[Push, ...]


@final
@dataclass(frozen=True, slots=True)
class RoomUpdate:
    """A step, with what it answers to a player here; or an answer alone, after the step `seq`."""

    epoch: str
    seq: int
    step: RoomStep | None
    verdict: PlayerReply | None = None
