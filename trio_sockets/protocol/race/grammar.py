"""The grammar of the race, both ways. ``docs/protocol/grammar.md`` holds the same as ABNF.

As in `trio_sockets.protocol.grammar`, a line that a client may not send becomes the `Error` that
answers it, and one that no server sends becomes `Garbled`.
"""

from collections.abc import Callable
from typing import assert_never

from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.grammar import encode as encode_common
from trio_sockets.protocol.grammar import parse_game_command, parse_game_reply, parse_number
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
"""The line of a push begins with this, and no reply does."""


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
    """Read one line that a client sent to the race: in any case, with blanks around the words."""
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
    """Read one line that the race sent: `Garbled`, unless `encode` can have written it."""
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


_ANY = -(10**MAX_DIGITS)
_WITHOUT_NAME: dict[str, tuple[Callable[..., Push], list[int]]] = {
    "NEXT": (NextRound, [0]),
    "ROUND": (RoundBegins, [1, _ANY, _ANY, 1]),
    "WAIT": (RoundUnderWay, [1]),
    "END": (RoundEnded, [_ANY]),
    "VOID": (RoundVoid, [1]),
    "PAUSE": (Paused, []),
    "RESUME": (Resumed, []),
}
_WITH_NAME: dict[str, tuple[Callable[..., Push], list[int]]] = {
    "PLAYER": (PlayerHere, [0]),
    "JOIN": (PlayerJoined, []),
    "LEAVE": (PlayerLeft, []),
    "GUESS": (PlayerGuessed, [1]),
    "OUT": (PlayerOut, []),
    "WIN": (PlayerWon, [1]),
    "SCORE": (Score, [0, 0]),
}
"""The pushes by their first word: those that begin with a name, and those without. Numbers follow
in both, and beside each push stands the least that each of its numbers may be."""


def _push(words: str) -> Push | None:
    match words.split(" "):
        case ["RACE", *_]:
            return Welcome(words.removeprefix("RACE "))
        case [first, *rest] if first in _WITHOUT_NAME:
            return _made(*_WITHOUT_NAME[first], [], rest)
        case [first, name, *rest] if first in _WITH_NAME and is_name(name):
            return _made(*_WITH_NAME[first], [name], rest)
        case _:
            return None


def _made(
    push: Callable[..., Push], least: list[int], names: list[str], words: list[str]
) -> Push | None:
    try:
        pairs = [(parse_number(word), low) for word, low in zip(words, least, strict=True)]
    except ValueError:  # numbers are missing, or too many
        return None
    numbers = [number for number, low in pairs if number is not None and number >= low]
    return push(*names, *numbers) if len(numbers) == len(pairs) else None


def _is_count(word: str) -> bool:
    number = parse_number(word)
    return number is not None and number >= 1 and word == str(number)
