"""The server's errors, in the reader's language where their words are those of our own server."""

from typing import Final

from trio_sockets.protocol.errors import WORDS, Error, ErrorCode
from trio_sockets.words import Words, say

SENTENCES: Final = {
    ErrorCode.EMPTY_LINE: say("the line is empty"),
    ErrorCode.LINE_TOO_LONG: say("the line is too long, its rest is ignored"),
    ErrorCode.BAD_ENCODING: say("the line is not UTF-8"),
    ErrorCode.UNKNOWN_COMMAND: say("send HELP for the commands"),
    ErrorCode.MISSING_ARGUMENT: say("the command needs an argument"),
    ErrorCode.UNEXPECTED_ARGUMENT: say("the command takes no such argument"),
    ErrorCode.NOT_A_NUMBER: say("send one whole number"),
    ErrorCode.OUT_OF_RANGE: say("the number is out of range"),
    ErrorCode.BAD_NAME: say("a name is 1 to 24 visible characters of one alphabet, without blanks"),
    ErrorCode.NAME_TAKEN: say("somebody in the room has this name, choose another"),
    ErrorCode.ROOM_FULL: say("the room is full, choose another"),
    ErrorCode.NOT_JOINED: say("send JOIN <name> [room] first"),
    ErrorCode.ALREADY_JOINED: say("you are in a room already"),
    ErrorCode.NO_ROUND: say("wait for the next round"),
    ErrorCode.NO_TRIES: say("you have no tries left in this round"),
    ErrorCode.TOO_MANY_ERRORS: say("too many bad lines in a row, goodbye"),
    ErrorCode.TOO_SLOW: say("you read too slowly, goodbye"),
    ErrorCode.BUSY: say("too many clients, try again later"),
    ErrorCode.IDLE_TIMEOUT: say("nothing complete was received for too long, goodbye"),
    ErrorCode.LINE_TIMEOUT: say("the line took too long to end, goodbye"),
    ErrorCode.SESSION_TIMEOUT: say("the conversation took too long, goodbye"),
    ErrorCode.SHUTTING_DOWN: say("the server is stopping, goodbye"),
}
"""`trio_sockets.protocol.errors.WORDS`, for people to read."""


def words_of(error: Error) -> Words:
    """Return the words of an error; of another server, as they came."""
    if error.words == WORDS[error.code]:
        return SENTENCES[error.code]
    return say("{words}", words=error.words)
