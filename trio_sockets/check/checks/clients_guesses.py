"""Faults of a client's guesses that several of its checks look for."""

from trio_sockets.check.client_judging import crashed, never_came
from trio_sockets.check.dialect import Dialect
from trio_sockets.check.guesses import Play, Turn, first_impossible, read_play
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import Finding, Verdict
from trio_sockets.check.words import Words, say

A_GUESS = say("a guess")


def unplayed(transcript: Transcript, place: int = 0, look: Words | None = None) -> Finding | None:
    """Find that no game came about, or that it broke off: the client crashed, or guesses badly."""
    fault = never_came(transcript, place) or crashed(transcript, place)
    if fault is not None:
        return fault
    play = read_play(transcript, place)
    for turn in play.turns:
        if turn.guess is None:
            return no_number(turn, transcript.dialect, place)
    return out_of_bounds(play, place, look)


def no_number(turn: Turn, dialect: Dialect, place: int) -> Finding:
    """Return the finding that a message of the client is no guess."""
    example = dialect.guess.replace("{guess}", "50")
    return Finding(
        verdict=Verdict.FAIL,
        words=say("it sends what is no guess"),
        look=say("Send the number, as the class agreed, and nothing else: no prompt, no words."),
        conversation=place,
        expected=say("a guess, such as {example}", example=example),
        received=turn.raw,
    )


def out_of_bounds(play: Play, place: int, look: Words | None = None) -> Finding | None:
    """Find a guess that the parameters rule out, before the client has gone astray by a hint."""
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
            "with try {number} it guesses {guess}, which the answer to {because} had ruled out",
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
    """Find that no message of the client has an end."""
    received = transcript.conversations[0].received
    if not transcript.dialect.sends_lines or b"\n" in received or not received:
        return None
    return Finding(
        verdict=Verdict.LENIENT,
        words=say("its messages have no newline at their end"),
        look=say("Send '\\n' after each: two messages may arrive as one, and one as two."),
        expected=received + b"\n",
        received=received,
    )
