"""The messages that a `trio_sockets.RaceClient` sends and yields.

Messages that the race has in common with other services are in `trio_sockets` itself.
"""

from trio_sockets.client.race.client import Answer, Answered, Asked, Event
from trio_sockets.protocol.messages import Guess, Joined, Out, Quit
from trio_sockets.protocol.race.messages import (
    Join,
    NextRound,
    Paused,
    PlayerGuessed,
    PlayerHere,
    PlayerJoined,
    PlayerLeft,
    PlayerOut,
    PlayerWon,
    Push,
    Resumed,
    RoundBegins,
    RoundEnded,
    RoundUnderWay,
    RoundVoid,
    Score,
    Welcome,
)
from trio_sockets.protocol.race.names import is_name

__all__ = [
    "Answer",
    "Answered",
    "Asked",
    "Event",
    "Guess",
    "Join",
    "Joined",
    "NextRound",
    "Out",
    "Paused",
    "PlayerGuessed",
    "PlayerHere",
    "PlayerJoined",
    "PlayerLeft",
    "PlayerOut",
    "PlayerWon",
    "Push",
    "Quit",
    "Resumed",
    "RoundBegins",
    "RoundEnded",
    "RoundUnderWay",
    "RoundVoid",
    "Score",
    "Welcome",
    "is_name",
]
