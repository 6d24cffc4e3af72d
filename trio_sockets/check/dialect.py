"""A dialect: how a class's protocol reads, as the sheet leaves the wire free."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, final

from trio_sockets.check.patterns import Pattern, read_any
from trio_sockets.protocol.messages import Parameters


class Kind(StrEnum):
    """What a server of the game says."""

    GREETING = "greeting"
    HIGHER = "higher"
    LOWER = "lower"
    WIN = "win"
    LOSE = "lose"
    ERROR = "error"
    UNKNOWN = "unknown"

    @property
    def is_hint(self) -> bool:
        """Whether it answers a wrong guess, and the game goes on."""
        return self in {Kind.HIGHER, Kind.LOWER}

    @property
    def is_end(self) -> bool:
        """Whether the game is over."""
        return self in {Kind.WIN, Kind.LOSE}


READING_ORDER = (
    (Kind.ERROR,),
    (Kind.WIN,),
    (Kind.LOSE,),
    (Kind.HIGHER, Kind.LOWER),
    (Kind.GREETING,),
)
"""A last reply may hold a hint too: "Too low. You lose." is the end. Of two hints the longer one
was meant: "trop grand, plus que 3 essais" holds "plus", and says lower."""


@final
@dataclass(frozen=True, slots=True)
class Heard:
    """A message of the game, as a dialect understands it.

    :param numbers: ``low``, ``high``, ``tries``, ``left``, ``used``, ``number``: those it tells.
    """

    kind: Kind
    numbers: Mapping[str, int]
    raw: bytes


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What to send, and how to understand what comes.

    :param name: of the file it came from.
    :param about: one sentence.
    :param sends_lines: what a client sends ends in LF; if false, in nothing.
    :param replies_in_lines: what a server sends ends in LF; if false, in nothing.
    :param upper: the command, a template with ``{text}``; likewise `lower`, and `datenow` without.
    :param text_error: how the text service reports an error; empty: any reply may be one.
    :param guess: the command, a template with ``{guess}``.
    :param game: how the game's server writes each kind of message.
    :param bad_guess_costs: a guess that is no number, or out of bounds, uses up a try.
    :param weights: points of a check, by its id; 1 if it is not there.
    """

    name: str
    about: str = ""
    sends_lines: bool = True
    replies_in_lines: bool = True
    upper: str = "UPPER {text}"
    lower: str = "LOWER {text}"
    datenow: str = "DATENOW"
    text_error: tuple[Pattern, ...] = ()
    guess: str = "{guess}"
    game: Mapping[Kind, tuple[Pattern, ...]] = field(default_factory=dict)
    bad_guess_costs: bool = False
    weights: Mapping[str, float] = field(default_factory=dict)

    @property
    def has_messages(self) -> bool:
        """Whether messages have ends of their own both ways, so that cuts make no difference."""
        return self.sends_lines and self.replies_in_lines

    def request(self, text: str | bytes) -> bytes:
        """Return what a client sends: the text, and what ends a message."""
        data = text.encode() if isinstance(text, str) else text
        return data + b"\n" if self.sends_lines else data

    def command(self, name: Literal["upper", "lower"], text: str) -> str:
        """Return a command of the text service, with its string."""
        template = self.upper if name == "upper" else self.lower
        return template.replace("{text}", text)

    def reply(self, text: str) -> bytes:
        """Return what a server sends: the text, and what ends a message."""
        return text.encode() + (b"\n" if self.replies_in_lines else b"")

    def guessing(self, guess: int | str) -> bytes:
        """Return what a client sends for a guess."""
        return self.request(self.guess.replace("{guess}", str(guess)))

    def understand(self, message: bytes) -> Heard:
        """Read one message of the game's server. It is `Kind.UNKNOWN` if nothing fits."""
        try:
            text = message.decode()
        except UnicodeDecodeError:
            return Heard(Kind.UNKNOWN, {}, message)
        for kinds in READING_ORDER:
            read = [(kind, read_any(self.game.get(kind, ()), text)) for kind in kinds]
            readings = [(kind, reading) for kind, reading in read if reading is not None]
            if readings:
                kind, reading = max(readings, key=lambda found: found[1].certain)
                return Heard(kind, reading.numbers, message)
        return Heard(Kind.UNKNOWN, {}, message)

    def greeting(self, message: bytes) -> Parameters | None:
        """Read the game's parameters, which come first; None if these are none.

        Where a class leaves the lower bound out, it is 1, as on the sheet.
        """
        reading = read_any(self.game.get(Kind.GREETING, ()), message.decode(errors="replace"))
        if reading is None:
            return None
        told = reading.numbers
        try:
            return Parameters(told.get("low", 1), told["high"], told["tries"])
        except ValueError:
            return None

    def is_text_error(self, message: bytes) -> bool:
        """Whether a reply of the text service may be an error."""
        text = message.decode(errors="replace")
        return not self.text_error or read_any(self.text_error, text) is not None

    def write(self, kind: Kind, **numbers: int) -> bytes:
        """Return a message of the game's server."""
        [pattern, *_] = self.game[kind]
        return self.reply(pattern.write(numbers))
