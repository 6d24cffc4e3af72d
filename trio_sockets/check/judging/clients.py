"""Helpers for judges of clients. Each looks for one fault, and returns None without it."""

from dataclasses import replace

from trio_sockets.check.model.exit_status import BUSY, ExitStatus, exit_statuses
from trio_sockets.check.model.transcript import Ended, Reset, Silence, Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.programming.connecting import CONNECT
from trio_sockets.check.programming.crash_advice import crash_advice, describe_crash
from trio_sockets.check.programming.receiving import END
from trio_sockets.check.programming.user import CATCH, EXIT
from trio_sockets.words import Words, say

CAUGHT = say(
    "Networks fail: {catch}, tell the user in a sentence what happened, and end with {exit}.",
    catch=CATCH,
    exit=EXIT,
)


def exit_status_of(transcript: Transcript, place: int) -> ExitStatus:
    """Return how a run ended. A run that never began counts as still running."""
    found = exit_statuses(transcript)
    return found[place] if place < len(found) else ExitStatus(exit_code=None)


def never_came(transcript: Transcript, place: int = 0) -> Finding | None:
    """Find that the client did not connect."""
    if place < len(transcript.conversations):
        return None
    ending = exit_status_of(transcript, place)
    crash = crashed(transcript, place)
    if crash is not None:
        return replace(crash, conversation=max(0, place - 1))
    verdict = Verdict.TIMEOUT
    if place >= len(exit_statuses(transcript)):
        words = say("it never came to connection number {number}", number=place + 1)
    elif ending.exit_code is None:
        words = say("it did not connect within {seconds:g} s", seconds=ending.awaited)
    else:
        words = say("it ended (exit code {code}) and never connected", code=ending.exit_code)
        verdict = Verdict.FAIL
    return Finding(
        verdict=verdict,
        words=words,
        look=crash_advice(None, ending.exit_code)
        or say("Is {connect} told the host and the port that it is given?", connect=CONNECT),
        conversation=max(0, place - 1),
    )


def crashed(transcript: Transcript, place: int = 0, look: Words | None = None) -> Finding | None:
    """Find an uncaught exception or a fatal signal.

    :param look: the advice, unless the crash itself suggests a better one.
    """
    ending = exit_status_of(transcript, place)
    words = describe_crash(ending.crash, ending.exit_code)
    if words is None:
        return None
    advice = crash_advice(ending.crash, ending.exit_code, received=look)
    return Finding(
        verdict=Verdict.FAIL, words=words, look=advice or look or CAUGHT, conversation=place
    )


def crashed_on(transcript: Transcript, look: Words) -> Finding | None:
    """Find a crash, except one at the end of the input, which another check reports."""
    crash = exit_status_of(transcript, 0).crash
    if crash is not None and crash.at_input_end:
        return None
    return crashed(transcript, look=look)


def still_runs(
    transcript: Transcript, after: Words, place: int = 0, look: Words | None = None
) -> Finding | None:
    """Find that the program still runs.

    :param after: what should have made it end, such as "the server closed".
    """
    ending = exit_status_of(transcript, place)
    if ending.exit_code is not None:
        return None
    if ending.busy > BUSY:
        words = say(
            "{after}: {seconds:g} s later it still runs, and keeps a processor busy",
            seconds=ending.awaited,
            after=after,
        )
        look = say("At the end, {end} at once, again and again: leave the loop then.", end=END)
    else:
        words = say(
            "{after}: {seconds:g} s later it still runs", seconds=ending.awaited, after=after
        )
    return Finding(verdict=Verdict.TIMEOUT, words=words, look=look, conversation=place)


def says_nothing(transcript: Transcript, of: Words, place: int = 0) -> Finding | None:
    """Find that the program does not tell its user what happened.

    :param of: what happened, such as "the server closed".
    """
    if exit_status_of(transcript, place).last_words.strip():
        return None
    return Finding(
        verdict=Verdict.FAIL,
        words=say("it does not tell its user: {of}", of=of),
        look=say("Print one sentence for the user before you end."),
        conversation=place,
    )


def claims_success(transcript: Transcript, of: Words, place: int = 0) -> Finding | None:
    """Find an exit code of 0 after a failure: the user was told, but a script cannot know.

    :param of: what happened, such as "the server closed".
    """
    if exit_status_of(transcript, place).exit_code != 0:
        return None
    return Finding(
        verdict=Verdict.LENIENT,
        words=say("it ends with exit code 0, as if all were well: {of}", of=of),
        look=say("End with {exit}: a script that started it must see that it failed.", exit=EXIT),
        conversation=place,
    )


def fails_badly(transcript: Transcript, of: Words, place: int = 0) -> Finding | None:
    """Find that a failure is not reported soon, by a sentence and an exit code.

    :param of: what happened, such as "the server closed".
    """
    faults = (
        crashed(transcript, place),
        still_runs(transcript, of, place, look=say("What does it still wait for?")),
        says_nothing(transcript, of, place),
        claims_success(transcript, of, place),
    )
    return next((fault for fault in faults if fault is not None), None)


def wrong_exit_code(transcript: Transcript, place: int = 0) -> Finding | None:
    """Find an exit code other than 0 after a success."""
    code = exit_status_of(transcript, place).exit_code
    if not code:
        return None
    return Finding(
        verdict=Verdict.FAIL,
        words=say("it ends with exit code {code}, and all went well", code=code),
        look=say("0 means success: is there {exit}, or its like with another number?", exit=EXIT),
        conversation=place,
    )


STALLED_LOOK = say("What does it wait for, or why does it leave? Print each message it receives.")


def stalled(
    transcript: Transcript, awaited: Words, place: int = 0, look: Words = STALLED_LOOK
) -> Finding:
    """Find that the client left, or fell silent, before the conversation was over.

    Call it only for a conversation that was not completed.

    :param awaited: the expected message, such as "a guess".
    """
    conversation = transcript.conversations[place]
    silences = conversation.all(Silence)
    verdict = Verdict.FAIL
    match conversation.end:
        case Ended():
            words = say("it closed where {awaited} was due", awaited=awaited)
        case Reset():
            words = say("it reset the connection (RST) where {awaited} was due", awaited=awaited)
        case _ if silences:
            verdict, seconds = Verdict.TIMEOUT, max(silence.seconds for silence in silences)
            words = say("{awaited} did not come in {seconds:g} s", awaited=awaited, seconds=seconds)
        case _:
            verdict = Verdict.TIMEOUT
            words = say("{awaited} did not come in time", awaited=awaited)
    return Finding(
        verdict=verdict,
        words=words,
        look=look,
        conversation=place,
        expected=awaited,
        received=b"",
    )
