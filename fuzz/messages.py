"""The grammar: parsing any text raises nothing, and what was parsed survives the way back."""

import re
from collections.abc import Callable
from typing import TypeAlias

from trio_sockets.protocol import grammar
from trio_sockets.protocol.errors import Error
from trio_sockets.protocol.lines import LineFramer
from trio_sockets.protocol.messages import Garbled, Guess, Message
from trio_sockets.protocol.race.grammar import parse_race_command, parse_race_line

Parser: TypeAlias = Callable[[str], Message | Garbled]

COMMANDS: tuple[Parser, ...] = (grammar.parse_text_command, grammar.parse_game_command)
REPLIES: tuple[Parser, ...] = (grammar.parse_text_reply, grammar.parse_game_reply)

GUESS = re.compile(r"[ \t]*([+-]?[0-9]{1,18})[ \t]*")
SCORE = re.compile(r"(HIGHER|LOWER|WIN) [1-9][0-9]{0,17}|LOSE (0|-?[1-9][0-9]{0,17})")
"""What `docs/protocol/` says of both, and the grammar has to take."""


def messages(data: bytes) -> None:
    """Parse one text as each kind of line there is."""
    # Lone surrogates are text that no network brings, but that a program may pass.
    text = data.decode("utf-8", "surrogateescape")
    if text.strip(grammar.BLANKS):
        parse_race_command(text)
    parse_race_line(text)
    for parse in COMMANDS + REPLIES:
        message = parse(text)
        if isinstance(message, Garbled):
            assert message.line == text
        else:
            survives(message, parse, text)
    reply = grammar.parse_game_reply(text)
    if not isinstance(reply, Garbled | Error):
        assert grammar.encode(reply) == text.encode() + b"\n"
    assert not (SCORE.fullmatch(text) and isinstance(reply, Garbled))
    command = grammar.parse_game_command(text)
    guess = GUESS.fullmatch(text)
    assert isinstance(command, Guess) == bool(guess)
    assert not guess or command == Guess(int(guess[1]))


def survives(message: Message, parse: Parser, text: str) -> None:
    """Send a message that was parsed from this text, and parse what arrives."""
    try:
        wire = grammar.encode(message)
    except ValueError:
        assert "\n" in text or text.endswith("\r") or not is_unicode(text)
        return
    [line] = LineFramer(len(wire)).receive_data(wire)
    assert isinstance(line, bytes)
    if wire.endswith(b"\r\n"):  # a reply may end in a CR, which the terminator takes along
        assert isinstance(message, Error) or parse in REPLIES
        assert wire.startswith(line)
        return
    # An error is what the server answers, so whatever was parsed, it is a reply.
    read_back = grammar.parse_text_reply if isinstance(message, Error) else parse
    assert read_back(line.decode()) == message


def is_unicode(text: str) -> bool:
    """Whether the text is nothing but Unicode's scalar values, which alone have an encoding."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
