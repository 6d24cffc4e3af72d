"""The errors a line service can answer: ``ERR <code> <words>``.

Programs read the code, which never changes; people read the words, which may.
"""

from dataclasses import dataclass
from enum import Enum
from typing import final


@final
class ErrorCode(Enum):
    """Every code there is, in kebab-case as it stands on the wire."""

    # The line is wrong: this is its reply, and the conversation goes on.
    EMPTY_LINE = "empty-line"
    LINE_TOO_LONG = "line-too-long"
    BAD_ENCODING = "bad-encoding"
    UNKNOWN_COMMAND = "unknown-command"
    MISSING_ARGUMENT = "missing-argument"
    UNEXPECTED_ARGUMENT = "unexpected-argument"
    NOT_A_NUMBER = "not-a-number"
    OUT_OF_RANGE = "out-of-range"
    # A player of the race may not do this, or not now.
    BAD_NAME = "bad-name"
    NAME_TAKEN = "name-taken"
    ROOM_FULL = "room-full"
    NOT_JOINED = "not-joined"
    ALREADY_JOINED = "already-joined"
    NO_ROUND = "no-round"
    NO_TRIES = "no-tries"
    # The conversation ends.
    TOO_MANY_ERRORS = "too-many-errors"
    TOO_SLOW = "too-slow"
    BUSY = "busy"
    IDLE_TIMEOUT = "idle-timeout"
    LINE_TIMEOUT = "line-timeout"
    SESSION_TIMEOUT = "session-timeout"
    SHUTTING_DOWN = "shutting-down"


WORDS = {
    ErrorCode.EMPTY_LINE: "the line is empty",
    ErrorCode.LINE_TOO_LONG: "the line is too long, its rest is ignored",
    ErrorCode.BAD_ENCODING: "the line is not UTF-8",
    ErrorCode.UNKNOWN_COMMAND: "send HELP for the commands",
    ErrorCode.MISSING_ARGUMENT: "the command needs an argument",
    ErrorCode.UNEXPECTED_ARGUMENT: "the command takes no such argument",
    ErrorCode.NOT_A_NUMBER: "send one whole number",
    ErrorCode.OUT_OF_RANGE: "the number is out of range",
    ErrorCode.BAD_NAME: "a name is 1 to 24 visible characters of one alphabet, without blanks",
    ErrorCode.NAME_TAKEN: "somebody in the room has this name, choose another",
    ErrorCode.ROOM_FULL: "the room is full, choose another",
    ErrorCode.NOT_JOINED: "send JOIN <name> [room] first",
    ErrorCode.ALREADY_JOINED: "you are in a room already",
    ErrorCode.NO_ROUND: "wait for the next round",
    ErrorCode.NO_TRIES: "you have no tries left in this round",
    ErrorCode.TOO_MANY_ERRORS: "too many bad lines in a row, goodbye",
    ErrorCode.TOO_SLOW: "you read too slowly, goodbye",
    ErrorCode.BUSY: "too many clients, try again later",
    ErrorCode.IDLE_TIMEOUT: "nothing complete was received for too long, goodbye",
    ErrorCode.LINE_TIMEOUT: "the line took too long to end, goodbye",
    ErrorCode.SESSION_TIMEOUT: "the conversation took too long, goodbye",
    ErrorCode.SHUTTING_DOWN: "the server is stopping, goodbye",
}
"""The words of each code, where its sender has nothing more precise to say."""


@final
@dataclass(frozen=True, slots=True)
class Error:
    """``ERR <code> <words>``: a line was refused, or the server ends the conversation.

    ``words`` is one line for a person; if it is left empty, ``WORDS`` has it.
    """

    code: ErrorCode
    words: str = ""

    def __post_init__(self) -> None:
        if not self.words:
            object.__setattr__(self, "words", WORDS[self.code])
