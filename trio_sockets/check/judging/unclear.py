"""Findings about messages that a dialect cannot read, with their possible meanings.

An unknown message is not a wrong one. Until a teacher has confirmed a dialect (`Dialect.strict`),
such a message is a finding about the dialect, and the verdict is `Verdict.UNCLEAR`.
"""

from collections.abc import Sequence

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.kinds import Heard, Kind
from trio_sockets.check.judging.possible import Possible
from trio_sockets.check.judging.recorded_game import Move, RecordedGame
from trio_sockets.check.judging.server_game import read_game
from trio_sockets.check.model.expected import AnAnswer, AnError, Expected, describe
from trio_sockets.check.model.possibility import Possibility, any_of
from trio_sockets.check.model.transcript import Ended, Reset, Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.sentences.meaning import Meaning
from trio_sockets.words import Words, say

ANSWERS = (Kind.HIGHER, Kind.LOWER, Kind.WIN, Kind.LOSE, Kind.ERROR)

_WORDED = {
    Meaning.HIGHER: Possibility.HIGHER,
    Meaning.LOWER: Possibility.LOWER,
    Meaning.WON: Possibility.WIN,
    Meaning.LOST: Possibility.LOSE,
    Meaning.ERROR: Possibility.ERROR,
    Meaning.IGNORE: Possibility.IGNORE,
}
"""By each meaning of the sentence reader: the kind of message."""

LOOK = say(
    "This does not count as a mistake yet: compare it with what the class "
    "agreed on. If it is intended, add it to the dialect; once a dialect "
    "says strict = true, any message that it does not know is wrong."
)


def not_understood(
    dialect: Dialect,
    message: bytes,
    could_be: Sequence[Possibility],
    *,
    place: int = 0,
    expected: bytes | Words | None = None,
) -> Finding | None:
    """Find that a message is unclear; None if it is blank or the dialect is confirmed.

    :param message: the message, without its terminator. The dialect cannot read it.
    :param place: the index of its conversation.
    """
    if dialect.strict or not message.strip():
        return None
    return Finding(
        verdict=Verdict.UNCLEAR,
        words=say(
            "the dialect {dialect} does not know this message, which could be {meaning}",
            dialect=dialect.name,
            meaning=any_of(could_be),
        ),
        look=LOOK,
        conversation=place,
        expected=expected,
        received=message,
        could_be=tuple(could_be),
    )


def unclear_reply(
    transcript: Transcript, place: int, number: int, right: Expected, message: bytes
) -> Finding | None:
    """Find that an unexpected reply is unclear; None if it is wrong.

    :param number: the index of the reply in its conversation, counted from 0.
    :param right: the expected reply.
    :param message: the reply.
    """
    dialect = transcript.dialect
    could_be: tuple[Possibility, ...]
    match right:
        case bytes() if _is_around(right, message):
            could_be = (Possibility.REPLY,)
        case AnError():
            could_be = (Possibility.ERROR,)
        case AnAnswer() if _is_unread(dialect.understand(message)):
            could_be = possible_answers(transcript, place, number)
        case _:
            return None
    return not_understood(dialect, message, could_be, place=place, expected=describe(right))


def unread_answers(transcript: Transcript, *places: int) -> Finding | None:
    """Find the first answer to a guess that the dialect cannot read: unclear, or wrong.

    The script stops at such an answer, so a judge that finds nothing else must report this.

    :param places: the indexes of the games to read; by default all of them.
    """
    for place in places or range(len(transcript.conversations)):
        for move in read_game(transcript, place).moves:
            if _is_unread(move.heard):
                return unclear_answer(transcript, place, move) or Finding(
                    verdict=Verdict.FAIL,
                    words=say("this is not an answer to a guess"),
                    look=say("Compare it with what the class agreed on, letter by letter."),
                    conversation=place,
                    expected=describe(AnAnswer()),
                    received=move.heard.raw,
                )
    return None


def unclear_answer(transcript: Transcript, place: int, move: Move) -> Finding | None:
    """Find that the answer to one guess of a game is unclear."""
    if not _is_unread(move.heard):
        return None
    number = read_game(transcript, place).moves.index(move)
    could_be = possible_answers(transcript, place, number)
    return not_understood(
        transcript.dialect,
        move.heard.raw,
        could_be,
        place=place,
        expected=describe(AnAnswer()),
    )


def possible_answers(transcript: Transcript, place: int, number: int) -> tuple[Possibility, ...]:
    """Return the possible meanings of an answer to a guess.

    They follow from its words, as far as these are known, and from the answers before and after it.

    :param number: the index of the guess, counted from 0.
    """
    game = read_game(transcript, place)
    kinds = [kind for kind in ANSWERS if _is_true(game, number, kind)]
    likely = [kind for kind in kinds if _fits_the_rest(transcript, place, game, number, kind)]
    suited = tuple(Possibility(kind.value) for kind in likely or kinds or ANSWERS)
    heard = game.moves[number].heard if number < len(game.moves) else None
    worded = tuple(_WORDED[meaning] for meaning in heard.could_be) if heard else ()
    both = tuple(each for each in worded if each in suited)
    return both or worded or suited


def _is_unread(heard: Heard) -> bool:
    """Tell whether the dialect could not read an answer, or read it as a greeting."""
    return heard.kind in {Kind.UNKNOWN, Kind.GREETING}


def _is_true(game: RecordedGame, number: int, kind: Kind) -> bool:
    """Tell whether an answer of this kind agrees with those before it."""
    if game.parameters is None or number >= len(game.moves):
        return True
    low, high = game.parameters.low, game.parameters.high
    guess = game.moves[number].guess
    if guess is None or not low <= guess <= high:
        return kind is Kind.ERROR
    if kind is Kind.ERROR:
        return False
    possible = Possible(low, high)
    for move in game.moves[:number]:
        possible.learn(move)
    if kind is Kind.LOSE and possible.low == possible.high == guess:
        return False
    possible.learn(Move(str(guess), guess, Heard(kind, {}, b"")))
    return possible.low <= possible.high


def _fits_the_rest(
    transcript: Transcript, place: int, game: RecordedGame, number: int, kind: Kind
) -> bool:
    """Tell whether an answer of this kind agrees with those after it and with the tries left."""
    if game.parameters is None:
        return True
    is_last_try = number + 1 >= game.parameters.tries
    if kind.is_end and number + 1 < len(game.moves):
        return False
    if kind is Kind.LOSE and not is_last_try:
        return False
    ended = isinstance(transcript.conversations[place].end, Ended | Reset)
    is_last_message = number + 1 >= len(game.moves)
    return kind.is_end or not (is_last_try or (ended and is_last_message))


def _is_around(right: bytes, message: bytes) -> bool:
    """Tell whether a message holds the right reply once, with only printable text around it."""
    if not right or message.count(right) != 1:
        return False
    around = message.replace(right, b"", 1).decode(errors="replace")
    return (
        bool(around.strip()) and around.isprintable() and "\N{REPLACEMENT CHARACTER}" not in around
    )
