"""Every message of the race, as frozen values in closed unions.

A reply answers a line of one's own. A push tells what happened, unasked: its line begins with
``* ``. A player learns from the reply what he did himself, and from pushes what the others did.
"""

from dataclasses import dataclass
from typing import TypeAlias, final

from trio_sockets.protocol.errors import Error
from trio_sockets.protocol.messages import Guess, Help, Higher, Joined, Lower, Out, Quit, Win
from trio_sockets.protocol.race.names import LOBBY


# --- What a player sends ---------------------------------------------------------------------
@final
@dataclass(frozen=True, slots=True)
class Join:
    """``JOIN <name> [room]``: enter a room, which is made if it does not exist."""

    name: str
    room: str = LOBBY


# --- What a server pushes --------------------------------------------------------------------
@final
@dataclass(frozen=True, slots=True)
class Welcome:
    """``* RACE <words>``: the first line of the server; the words tell a person what to do."""

    words: str = "send JOIN <name> [room]"


@final
@dataclass(frozen=True, slots=True)
class PlayerHere:
    """``* PLAYER <name> <total>``: a player who is here, and his points. Only for a newcomer."""

    name: str
    total: int


@final
@dataclass(frozen=True, slots=True)
class PlayerJoined:
    """``* JOIN <name>``: a player entered the room."""

    name: str


@final
@dataclass(frozen=True, slots=True)
class PlayerLeft:
    """``* LEAVE <name>``: a player left the room, in whatever way."""

    name: str


@final
@dataclass(frozen=True, slots=True)
class NextRound:
    """``* NEXT <seconds>``: the next round begins in so many seconds, for all at once."""

    seconds: int


@final
@dataclass(frozen=True, slots=True)
class RoundBegins:
    """``* ROUND <round> <low> <high> <tries>``: guess now."""

    number: int
    low: int
    high: int
    tries: int


@final
@dataclass(frozen=True, slots=True)
class RoundUnderWay:
    """``* WAIT <round>``: a round runs, and you play from the next. Only for a newcomer."""

    number: int


@final
@dataclass(frozen=True, slots=True)
class PlayerGuessed:
    """``* GUESS <name> <left>``: a player guessed wrong, and has tries left."""

    name: str
    left: int


@final
@dataclass(frozen=True, slots=True)
class PlayerOut:
    """``* OUT <name>``: a player has no tries left in this round."""

    name: str


@final
@dataclass(frozen=True, slots=True)
class PlayerWon:
    """``* WIN <name> <used>``: a player found the number, with ``used`` tries."""

    name: str
    used: int


@final
@dataclass(frozen=True, slots=True)
class RoundEnded:
    """``* END <number>``: the round is over, and this was the number."""

    number: int


@final
@dataclass(frozen=True, slots=True)
class Score:
    """``* SCORE <name> <points> <total>``: the points of the round, and of all rounds."""

    name: str
    points: int
    total: int


@final
@dataclass(frozen=True, slots=True)
class RoundVoid:
    """``* VOID <round>``: the round was lost with a server's memory, and does not count."""

    number: int


@final
@dataclass(frozen=True, slots=True)
class Paused:
    """``* PAUSE``: the servers cannot reach each other; guesses are decided when they can."""


@final
@dataclass(frozen=True, slots=True)
class Resumed:
    """``* RESUME``: they can again."""


RaceCommand: TypeAlias = Join | Guess | Help | Quit
Decision: TypeAlias = Joined | Higher | Lower | Win | Out | Error
"""A room's answer to a player who joins it or guesses in it."""
Push: TypeAlias = (
    Welcome
    | PlayerHere
    | PlayerJoined
    | PlayerLeft
    | NextRound
    | RoundBegins
    | RoundUnderWay
    | PlayerGuessed
    | PlayerOut
    | PlayerWon
    | RoundEnded
    | Score
    | RoundVoid
    | Paused
    | Resumed
)
"""What the server tells a player unasked."""
