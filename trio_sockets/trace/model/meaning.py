"""Interprets the lines of our protocols during a conversation."""

from typing import final

from trio_sockets.protocol.errors import Error
from trio_sockets.protocol.grammar import parse_game_command, parse_game_reply, parse_text_command
from trio_sockets.protocol.messages import (
    Bye,
    Garbled,
    Guess,
    Higher,
    Joined,
    Lose,
    Lower,
    Out,
    Parameters,
    Quit,
    Win,
)
from trio_sockets.protocol.race.grammar import PUSH, parse_race_command, parse_race_line
from trio_sockets.protocol.race.messages import Join
from trio_sockets.words import Words, say

LONGEST = 1024
"""The most bytes of a line that is interpreted."""

_TEXT_COMMANDS = ("UPPER", "LOWER", "DATENOW", "HELP")


@final
class Dialogue:
    """The conversation between one client and its server.

    The first lines tell the service; lines of other services are not interpreted.
    """

    def __init__(self) -> None:
        self.service = ""
        self._held = {False: b"", True: b""}
        self._guess: int | None = None
        self._asked: list[str] = []

    def unterminated(self, *, by_server: bool) -> bool:
        """Tell whether a side has sent an incomplete line."""
        return bool(self.service and self._held[by_server])

    def take_unended(self, *, by_server: bool) -> list[Words]:
        """Treat an incomplete line as complete, as its reader did; return its meaning."""
        return self.hear(b"\n", by_server=by_server)

    def lose(self, *, by_server: bool) -> None:
        """Discard an incomplete line, because bytes after it were not seen."""
        self._held[by_server] = b""

    def hear(self, data: bytes, *, by_server: bool) -> list[Words]:
        """Add bytes that a side sent, cut anywhere; return the meanings of the complete lines."""
        *lines, held = (self._held[by_server] + data).split(b"\n")
        self._held[by_server] = held[-LONGEST:]
        meanings = []
        for line in lines:
            text = line.removesuffix(b"\r").decode(errors="replace")
            meaning = self._of_server(text) if by_server else self._of_client(text)
            if meaning is not None:
                meanings.append(meaning)
        return meanings

    def _of_client(self, line: str) -> Words | None:
        word = line.strip(" \t").split(" ")[0].upper()
        if not self.service and word in _TEXT_COMMANDS:
            self.service = "text"
        match self.service:
            case "game":
                return self._of_player(parse_game_command(line))
            case "race" if line.strip(" \t"):
                return self._of_player(parse_race_command(line))
            case "text":
                command = parse_text_command(line)
                wrong = isinstance(command, Error)
                self._asked.append("" if wrong else word)
                return _no_command(command) if isinstance(command, Error) else None
            case _:
                return None

    def _of_player(self, command: object) -> Words | None:
        match command:
            case Guess(number):
                self._guess = number
                return say("guess {guess}", guess=number)
            case Quit():
                return say("the client leaves")
            case Join(name):
                return say("{name} wants to play", name=name)
            case Error():
                return _no_command(command)
            case _:
                return None

    def _of_server(self, line: str) -> Words | None:
        if not self.service:
            if isinstance(parse_game_reply(line), Parameters):
                self.service = "game"
            elif line.startswith(f"{PUSH}RACE "):
                self.service = "race"
        match self.service:
            case "game":
                return self._of_game(parse_game_reply(line))
            case "race" if line.startswith(PUSH):
                return say("an unsolicited message")
            case "race":
                return self._of_game(parse_race_line(line))
            case "text" if self._asked:
                asked = self._asked.pop(0)
                return say("the answer to {command}", command=asked) if asked else None
            case _:
                return None

    def _of_game(self, reply: object) -> Words | None:  # noqa: C901, PLR0911 - a table
        guess = "?" if self._guess is None else str(self._guess)
        match reply:
            case Parameters(low, high, tries):
                return say("from {low} to {high}, {tries} tries", low=low, high=high, tries=tries)
            case Higher(left):
                return say("guess {guess} → HIGHER, {left} left", guess=guess, left=left)
            case Lower(left):
                return say("guess {guess} → LOWER, {left} left", guess=guess, left=left)
            case Win(used):
                return say("guess {guess} → found, tries used: {used}", guess=guess, used=used)
            case Lose(number):
                return say("guess {guess} → lost, it was {number}", guess=guess, number=number)
            case Out():
                return say("guess {guess} → the last try of this round", guess=guess)
            case Joined(_, players):
                return say("joins the room; players there: {players}", players=players)
            case Error(code):
                return say("refused: {code}", code=code.value)
            case Bye():
                return say("the server says goodbye")
            case Garbled(line):
                return self._of_stranger(line, guess)
            case _:
                return None

    @staticmethod
    def _of_stranger(line: str, guess: str) -> Words | None:
        """Return the meaning of a line that resembles one of the game."""
        word = line.strip().upper()
        if word in {"HIGHER", "LOWER"}:
            return say("guess {guess} → {hint}", guess=guess, hint=word)
        return say("not a line of the game")


def _no_command(error: Error) -> Words:
    return say("not a command of this service: {code}", code=error.code.value)
