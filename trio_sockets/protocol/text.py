"""The text service: the lab sheet's first exercise. UPPER, LOWER, DATENOW."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from trio_sockets.protocol.errors import Error
from trio_sockets.protocol.express import ExpressSession
from trio_sockets.protocol.grammar import parse_text_command
from trio_sockets.protocol.messages import (
    Bye,
    DateNow,
    Help,
    Quit,
    Text,
    TextCommand,
    TextReply,
    ToLower,
    ToUpper,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

HELP = "UPPER <str> | LOWER <str> | DATENOW [unix] | HELP | QUIT"


class TextSession(ExpressSession):
    """One client of the text service. It serves until one side closes (the sheet) or QUIT.

    :param now: returns the time now, aware and in UTC.
    """

    __slots__ = ("_now",)

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now

    def express(self, data: bytes) -> bytes:
        """See `ExpressSession.express`: to change the case of ASCII, it need not be decoded."""
        if not data.isascii():
            return b""
        replies = b""
        for line in data.splitlines(keepends=True):
            command, string = line[:6], line[6:]
            if string == b"\n":
                return b""
            if command == b"UPPER ":
                replies += string.upper()
            elif command == b"LOWER ":
                replies += string.lower()
            else:
                return b""
        return replies

    def answer(self, line: str) -> TextReply:
        """See `LineSession.answer`."""
        command = parse_text_command(line)
        return command if isinstance(command, Error) else self._obey(command)

    def _obey(self, command: TextCommand) -> TextReply:
        match command:
            case ToUpper(text):
                return Text(text.upper())
            case ToLower(text):
                return Text(text.lower())
            case DateNow(unix=True):
                return Text(str(int(self._now().timestamp())))
            case DateNow():
                return Text(_rfc3339(self._now()))
            case Help():
                return Text(HELP)
            case Quit():
                self.finished = True
                return Bye()
            case _:
                assert_never(command)


def _rfc3339(moment: datetime) -> str:
    """RFC 3339, section 5.6, with microseconds; Z is its name for UTC."""
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
