"""Faults of a client's guesses that several checks look for."""

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.judging.client_game import (
    Play,
    Turn,
    first_impossible,
    first_messages,
    read_play,
)
from trio_sockets.check.judging.clients import crashed, never_came, stalled
from trio_sockets.check.judging.unclear import not_understood
from trio_sockets.check.model.possibility import Possibility
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.words import Words, say

A_GUESS = say("a guess")


def unplayed(transcript: Transcript, place: int = 0, look: Words | None = None) -> Finding | None:
    """Find that no game took place or that it stopped, by a crash or an invalid guess."""
    fault = never_came(transcript, place) or crashed(transcript, place)
    fault = fault or begins_otherwise(transcript, place)
    if fault is not None:
        return fault
    play = read_play(transcript, place)
    for turn in play.turns:
        if turn.guess is None:
            return no_number(turn, transcript.dialect, place)
    return out_of_bounds(play, place, look)


def goes_on(transcript: Transcript, words: Words, look: Words) -> Finding | None:
    """Find that the client did not play to the end, or goes on guessing after it.

    :param words: say that it goes on.
    """
    fault = unplayed(transcript)
    if fault is not None:
        return fault
    play = read_play(transcript)
    if play.end is None:
        return stalled(transcript, A_GUESS)
    if not play.beyond:
        return None
    return Finding(
        verdict=Verdict.FAIL,
        words=words,
        look=look,
        expected=b"",
        received=play.beyond[0].raw,
    )


def begins_otherwise(transcript: Transcript, place: int = 0) -> Finding | None:
    """Find that the client does not begin with the agreed messages: a name, a login, a choice."""
    pairs = zip(transcript.dialect.flow.first, first_messages(transcript, place), strict=False)
    for first, message in pairs:
        if not first.is_said_by(message.decode(errors="replace")):
            return Finding(
                verdict=Verdict.FAIL,
                words=say("it does not begin as the class agreed"),
                look=say(
                    "First send, as a separate message: {example}",
                    example=first.said,
                ),
                conversation=place,
                expected=transcript.dialect.request(first.said),
                received=message,
            )
    return None


def no_number(turn: Turn, dialect: Dialect, place: int) -> Finding:
    """Return the finding that a message of the client is not a guess."""
    example = dialect.guess.replace("{guess}", "50")
    expected = say("a guess, such as {example}", example=example)
    could_be = (Possibility.GUESS, Possibility.IGNORE)
    unclear = not_understood(dialect, turn.raw, could_be, place=place, expected=expected)
    return unclear or Finding(
        verdict=Verdict.FAIL,
        words=say("it sends a message that is not a guess"),
        look=say("Send the number, as the class agreed, and nothing else: no prompt, no words."),
        conversation=place,
        expected=expected,
        received=turn.raw,
    )


def out_of_bounds(play: Play, place: int, look: Words | None = None) -> Finding | None:
    """Find a guess out of bounds, unless an earlier hint misled the client."""
    if play.parameters is None:
        return None
    low, high = play.parameters.low, play.parameters.high
    astray = first_impossible(play)
    for turn in play.turns[: astray and astray.number - 1]:
        if turn.guess is not None and not low <= turn.guess <= high:
            return Finding(
                verdict=Verdict.FAIL,
                words=say("its guess {guess} is out of bounds", guess=turn.guess),
                look=look or say("Are the bounds those that the server sent, read as numbers?"),
                conversation=place,
                expected=say("a number from {low} to {high}", low=low, high=high),
                received=turn.raw,
            )
    return None


def ruled_out(play: Play, look: Words, place: int = 0) -> Finding | None:
    """Find a guess that an earlier hint had ruled out."""
    wrong = first_impossible(play)
    if wrong is None:
        return None
    return Finding(
        verdict=Verdict.FAIL,
        words=say(
            "at try {number} it guesses {guess}, which the answer to {because} had ruled out",
            number=wrong.number,
            guess=wrong.turn.guess,
            because=wrong.because.guess,
        ),
        look=look,
        conversation=place,
        expected=say("a number from {low} to {high}", low=wrong.low, high=wrong.high),
        received=wrong.turn.raw,
    )


def no_newline(transcript: Transcript) -> Finding | None:
    """Find that no message of the client has a newline."""
    received = transcript.conversations[0].received
    if transcript.dialect.sends is not Framing.LINE or b"\n" in received or not received:
        return None
    return Finding(
        verdict=Verdict.LENIENT,
        words=say("its messages have no newline at their end"),
        look=say("Send '\\n' after each message: two may arrive as one, and one as two."),
        expected=received + b"\n",
        received=received,
    )
