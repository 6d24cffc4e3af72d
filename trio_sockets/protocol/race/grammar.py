"""The grammar of the race, both ways. ``docs/protocol.md`` holds the same as ABNF.

As in `trio_sockets.protocol.grammar`, what a client wrote wrong becomes the `Error` to answer it
with, and what a server wrote wrong becomes `Garbled`.
"""

from collections.abc import Callable
from typing import assert_never

from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.grammar import encode as encode_common
from trio_sockets.protocol.grammar import parse_game_command, parse_game_reply
from trio_sockets.protocol.messages import (
    MAX_DIGITS,
    Bye,
    Garbled,
    Guess,
    Help,
    Higher,
    Joined,
    Lower,
    Out,
    Quit,
    RaceReply,
    Text,
    Win,
)
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
    RaceCommand,
    Resumed,
    RoundBegins,
    RoundEnded,
    RoundUnderWay,
    RoundVoid,
    Score,
    Welcome,
)
from trio_sockets.protocol.race.names import is_name

PUSH = "* "
"""What the line of a push begins with, and no reply does."""


def encode(message: RaceCommand | RaceReply | Push) -> bytes:
    """Return the message as its line, LF included."""
    match message:
        case Join(name, room):
            return f"JOIN {name} {room}\n".encode()
        case (
            Guess()
            | Help()
            | Quit()
            | Joined()
            | Higher()
            | Lower()
            | Win()
            | Out()
            | Text()
            | Bye()
            | Error()
        ):
            return encode_common(message)
        case _:
            return f"{PUSH}{_words(message)}\n".encode()


def _words(push: Push) -> str:  # noqa: C901, PLR0911, PLR0912 - a table: one case a message
    match push:
        case Welcome(words):
            return f"RACE {words}"
        case PlayerHere(name, total):
            return f"PLAYER {name} {total}"
        case PlayerJoined(name):
            return f"JOIN {name}"
        case PlayerLeft(name):
            return f"LEAVE {name}"
        case NextRound(seconds):
            return f"NEXT {seconds}"
        case RoundBegins(number, low, high, tries):
            return f"ROUND {number} {low} {high} {tries}"
        case RoundUnderWay(number):
            return f"WAIT {number}"
        case PlayerGuessed(name, left):
            return f"GUESS {name} {left}"
        case PlayerOut(name):
            return f"OUT {name}"
        case PlayerWon(name, used):
            return f"WIN {name} {used}"
        case RoundEnded(number):
            return f"END {number}"
        case Score(name, points, total):
            return f"SCORE {name} {points} {total}"
        case RoundVoid(number):
            return f"VOID {number}"
        case Paused():
            return "PAUSE"
        case Resumed():
            return "RESUME"
        case _:
            assert_never(push)


def parse_race_command(line: str) -> RaceCommand | Error:
    """Read one line that a client sent to the race. Commands in any case, blanks around them."""
    words = [word for word in line.replace("\t", " ").split(" ") if word]
    match [words[0].upper() if words[0].isascii() else words[0], *words[1:]]:
        case ["JOIN"]:
            return Error(ErrorCode.MISSING_ARGUMENT, "send JOIN <name> [room]")
        case ["JOIN", *names] if len(names) <= len(("name", "room")):
            return Join(*names) if all(map(is_name, names)) else Error(ErrorCode.BAD_NAME)
        case ["JOIN", *_]:
            return Error(ErrorCode.BAD_NAME)
        case ["HELP"]:
            return Help()
        case ["QUIT"]:
            return Quit()
        case _:
            command = parse_game_command(line)
            return command if isinstance(command, Guess) else Error(ErrorCode.UNKNOWN_COMMAND)


def parse_race_line(line: str) -> RaceReply | Push | Garbled:
    """Read one line that the race sent. Only what `encode` could have written is no `Garbled`."""
    if not line.startswith(PUSH):
        return _reply(line)
    words = line.removeprefix(PUSH)
    push = _push(words)
    return push if push is not None and _words(push) == words else Garbled(line)


def _reply(line: str) -> RaceReply | Garbled:
    match line.split(" "):
        case ["JOINED", room, players] if is_name(room) and _is_count(players):
            return Joined(room, int(players))
        case ["OUT"]:
            return Out()
        case ["Commands:", *_]:
            return Text(line)
    match parse_game_reply(line):
        case (Higher() | Lower() | Win() | Bye() | Error()) as reply:
            return reply
        case _:
            return Garbled(line)


_NUMBERED: dict[str, Callable[..., Push]] = {
    "NEXT": NextRound,
    "ROUND": RoundBegins,
    "WAIT": RoundUnderWay,
    "END": RoundEnded,
    "VOID": RoundVoid,
    "PAUSE": Paused,
    "RESUME": Resumed,
}
_NAMED: dict[str, Callable[..., Push]] = {
    "PLAYER": PlayerHere,
    "JOIN": PlayerJoined,
    "LEAVE": PlayerLeft,
    "GUESS": PlayerGuessed,
    "OUT": PlayerOut,
    "WIN": PlayerWon,
    "SCORE": Score,
}
"""The pushes that begin with a name, and those without; numbers are what follows in both."""


def _push(line: str) -> Push | None:
    match line.split(" "):
        case ["RACE", *_]:
            return Welcome(line.removeprefix("RACE "))
        case [word, *numbers] if word in _NUMBERED:
            return _made(_NUMBERED[word], [], numbers)
        case [word, name, *numbers] if word in _NAMED and is_name(name):
            return _made(_NAMED[word], [name], numbers)
        case _:
            return None


def _made(push: Callable[..., Push], names: list[str], numbers: list[str]) -> Push | None:
    try:
        return push(*names, *map(_number, numbers))
    except (TypeError, ValueError):  # too few of them or too many, or no numbers
        return None


def _is_count(word: str) -> bool:
    return word.isascii() and word.isdigit() and word[0] != "0" and len(word) <= MAX_DIGITS


def _number(word: str) -> int:
    if len(word) > MAX_DIGITS + 1:
        raise ValueError("the number is too long")
    return int(word)
