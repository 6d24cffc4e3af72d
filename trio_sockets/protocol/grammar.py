"""The grammar of the line services, both ways: the one that server, clients and tools share.

`encode` turns any message into its line. The ``parse_*`` functions are total: a line that a client
may not send becomes the `Error` that answers it, and one that no server sends becomes `Garbled`.
``docs/protocol/grammar.md`` holds the same grammar as ABNF.
"""

from typing import assert_never

from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.lines import Line, TooLong
from trio_sockets.protocol.messages import (
    MAX_DIGITS,
    Bye,
    DateNow,
    GameCommand,
    GameReply,
    Garbled,
    Guess,
    Help,
    Higher,
    Joined,
    Lose,
    Lower,
    Message,
    Out,
    Parameters,
    Quit,
    Text,
    TextCommand,
    TextReply,
    ToLower,
    ToUpper,
    Win,
)

BLANKS = " \t"

_CODES = {code.value: code for code in ErrorCode}


def encode(message: Message) -> bytes:
    """Return the message as its line, LF included.

    :raises ValueError: the text it carries would not arrive as one line of UTF-8.
    """
    return _line(message).encode() + b"\n"


def _line(message: Message) -> str:  # noqa: C901, PLR0911, PLR0912 - a table: one case a message
    match message:
        case Text(text):
            return _one_line(text)
        case ToUpper(text):
            return f"UPPER {_argument(text)}"
        case ToLower(text):
            return f"LOWER {_argument(text)}"
        case DateNow(unix):
            return "DATENOW unix" if unix else "DATENOW"
        case Help():
            return "HELP"
        case Quit():
            return "QUIT"
        case Guess(number):
            return str(number)
        case Bye():
            return "BYE"
        case Parameters(low, high, tries):
            return f"GAME {low} {high} {tries}"
        case Higher(left):
            return f"HIGHER {left}"
        case Lower(left):
            return f"LOWER {left}"
        case Win(used):
            return f"WIN {used}"
        case Lose(number):
            return f"LOSE {number}"
        case Joined(room, players):
            return f"JOINED {room} {players}"
        case Out():
            return "OUT"
        case Error(code, words):
            return f"ERR {code.value} {_one_line(words)}"
        case _:
            assert_never(message)


def _one_line(text: str) -> str:
    if "\n" in text:
        raise ValueError("a line cannot hold a newline")
    return text


def _argument(text: str) -> str:
    if text.endswith("\r"):
        raise ValueError("a line cannot end in a carriage return: it would be lost")
    return _one_line(text)


def decode_line(line: Line) -> str | Error:
    """Decode one line of any service: return its text, or the error that every service answers."""
    if isinstance(line, TooLong):
        return Error(ErrorCode.LINE_TOO_LONG)
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return Error(ErrorCode.BAD_ENCODING)
    return text if text.strip(BLANKS) else Error(ErrorCode.EMPTY_LINE)


def parse_text_command(line: str) -> TextCommand | Error:  # noqa: PLR0911 - likewise
    """Read one line that a client sent to the text service.

    Commands may be in any case, with blanks before them. One blank separates a command from its
    string, which is kept as it is, with all further blanks.
    """
    word, argument = _command_and_argument(line)
    match word.upper() if word.isascii() else word:  # or a dotless i would be an I
        case "UPPER":
            return ToUpper(argument) if argument else Error(ErrorCode.MISSING_ARGUMENT)
        case "LOWER":
            return ToLower(argument) if argument else Error(ErrorCode.MISSING_ARGUMENT)
        case "DATENOW" if argument.strip(BLANKS).lower() == "unix":
            return DateNow(unix=True)
        case "DATENOW":
            return _without_argument(DateNow(), argument)
        case "HELP":
            return _without_argument(Help(), argument)
        case "QUIT":
            return _without_argument(Quit(), argument)
        case _:
            return Error(ErrorCode.UNKNOWN_COMMAND)


def parse_game_command(line: str) -> GameCommand | Error:
    """Read one line that a client sent to the game.

    A guess is ASCII digits, 18 at most, with an optional sign, and blanks around it.
    """
    number = parse_number(line)
    if number is not None:
        return Guess(number)
    word = line.strip(BLANKS)
    leaving = word.isascii() and word.upper() == "QUIT"
    return Quit() if leaving else Error(ErrorCode.NOT_A_NUMBER)


def parse_text_reply(line: str) -> TextReply:
    """Read one line that the text service sent.

    No string that UPPER or LOWER returns can be taken for an error: ``ERR`` has only capitals, the
    code behind it has none.
    """
    if line == "BYE":
        return Bye()
    return _error(line) or Text(line)


def parse_game_reply(line: str) -> GameReply | Garbled:
    """Read one line that the game sent: `Garbled`, unless `encode` can have written it."""
    reply = _error(line) or _game_reply(line)
    return reply if reply and (isinstance(reply, Error) or _line(reply) == line) else Garbled(line)


def _game_reply(line: str) -> GameReply | None:  # noqa: PLR0911 - likewise
    word, *numbers = line.split(" ")
    match word, [parse_number(number) for number in numbers]:
        case "GAME", [int(low), int(high), int(tries)]:
            try:
                return Parameters(low, high, tries)
            except ValueError:
                return None
        case "HIGHER", [int(left)] if left >= 1:
            return Higher(left)
        case "LOWER", [int(left)] if left >= 1:
            return Lower(left)
        case "WIN", [int(used)] if used >= 1:
            return Win(used)
        case "LOSE", [int(number)]:
            return Lose(number)
        case "BYE", []:
            return Bye()
        case _:
            return None


def _command_and_argument(line: str) -> tuple[str, str]:
    line = line.lstrip(BLANKS)
    word, _, argument = line.partition(" ")
    if "\t" in word:
        word, _, argument = line.partition("\t")
    return word, argument


def _without_argument(command: TextCommand, argument: str) -> TextCommand | Error:
    return Error(ErrorCode.UNEXPECTED_ARGUMENT) if argument.strip(BLANKS) else command


def parse_number(text: str) -> int | None:
    """Read a whole number as the services do: ASCII digits with an optional sign, blanks around it.

    `int` alone would take ``1_000``, digits of other scripts, and numbers of any length.

    :returns: None if it is no such number, or has more than ``MAX_DIGITS`` (18) digits.
    """
    word = text.strip(BLANKS)
    digits = word[1:] if word.startswith(("+", "-")) else word
    if digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS:
        return int(word)
    return None


def _error(line: str) -> Error | None:
    word, _, rest = line.partition(" ")
    code, _, words = rest.partition(" ")
    return Error(_CODES[code], words) if word == "ERR" and code in _CODES else None
