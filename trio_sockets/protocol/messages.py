"""Every message of the line services, as frozen values in closed unions.

They hold no bytes: `trio_sockets.protocol.grammar` writes and reads them.
"""

from dataclasses import dataclass
from typing import TypeAlias, final

from trio_sockets.protocol.errors import Error

MAX_DIGITS = 18
"""Digits a number on the wire may have: what a signed 64-bit integer always holds."""


# --- What a client sends ---------------------------------------------------------------------
@final
@dataclass(frozen=True, slots=True)
class ToUpper:
    """``UPPER <str>``: the string in capitals, by full Unicode rules."""

    text: str


@final
@dataclass(frozen=True, slots=True)
class ToLower:
    """``LOWER <str>``: the string in small letters, by full Unicode rules."""

    text: str


@final
@dataclass(frozen=True, slots=True)
class DateNow:
    """``DATENOW``: the time now, in RFC 3339; ``DATENOW unix``: as a POSIX timestamp."""

    unix: bool = False


@final
@dataclass(frozen=True, slots=True)
class Help:
    """``HELP``: the commands, on one line."""


@final
@dataclass(frozen=True, slots=True)
class Quit:
    """``QUIT``: the client leaves."""


@final
@dataclass(frozen=True, slots=True)
class Guess:
    """``<number>``: a guess at the mystery number."""

    number: int


# --- What a server sends ---------------------------------------------------------------------
@final
@dataclass(frozen=True, slots=True)
class Text:
    """``<any words>``: the answer of a text command."""

    text: str


@final
@dataclass(frozen=True, slots=True)
class Bye:
    """``BYE``: the answer to QUIT, and the end."""


@final
@dataclass(frozen=True, slots=True)
class Parameters:
    """``GAME <low> <high> <tries>``: the game's parameters, sent first (the sheet's note).

    :raises ValueError: no game can be played with these.
    """

    low: int
    high: int
    tries: int

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}")
        if self.tries < 1:
            raise ValueError(f"tries must be at least 1, not {self.tries}")
        for name, number in (("low", self.low), ("high", self.high), ("tries", self.tries)):
            if abs(number) >= 10**MAX_DIGITS:
                raise ValueError(f"{name} has more than {MAX_DIGITS} digits")


@final
@dataclass(frozen=True, slots=True)
class Higher:
    """``HIGHER <left>``: the number is higher than the guess; ``left`` tries are left."""

    left: int


@final
@dataclass(frozen=True, slots=True)
class Lower:
    """``LOWER <left>``: the number is lower than the guess; ``left`` tries are left."""

    left: int


@final
@dataclass(frozen=True, slots=True)
class Win:
    """``WIN <used>``: found, with ``used`` tries. The end."""

    used: int


@final
@dataclass(frozen=True, slots=True)
class Lose:
    """``LOSE <number>``: no tries are left, and this was the number. The end."""

    number: int


@final
@dataclass(frozen=True, slots=True)
class Joined:
    """``JOINED <room> <players>``: the answer to JOIN in a race; so many players are there now."""

    room: str
    players: int


@final
@dataclass(frozen=True, slots=True)
class Out:
    """``OUT``: not the number, and it was the last try of this round of a race."""


@final
@dataclass(frozen=True, slots=True)
class Garbled:
    """A line outside the protocol, which none of its servers sends."""

    line: str


TextCommand: TypeAlias = ToUpper | ToLower | DateNow | Help | Quit
GameCommand: TypeAlias = Guess | Quit
TextReply: TypeAlias = Text | Bye | Error
GameReply: TypeAlias = Parameters | Higher | Lower | Win | Lose | Bye | Error
RaceReply: TypeAlias = Joined | Higher | Lower | Win | Out | Text | Bye | Error
Reply: TypeAlias = TextReply | GameReply | RaceReply
"""A line from the server."""
Message: TypeAlias = TextCommand | GameCommand | Reply
