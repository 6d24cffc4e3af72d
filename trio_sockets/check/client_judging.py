"""What the judges of clients share. Each looks for one fault, and gives None if there is none."""

from trio_sockets.check.ending import BUSY, Ending, endings
from trio_sockets.check.transcript import Ended, Reset, Silence, Transcript
from trio_sockets.check.verdict import Finding, Verdict
from trio_sockets.check.words import Words, say
from trio_sockets.signal_names import signal_name

CATCH = say(
    "Put the conversation into try: ... except OSError (or its like in your language): tell the "
    "user in a sentence what happened, and end with exit code 1."
)

_INPUT_ENDED = ("EOFError", "NoSuchElementException")
"""What Python and Java raise when nobody types any more."""


def ending_of(transcript: Transcript, place: int) -> Ending:
    """Return how a run ended; one that was never begun still runs."""
    found = endings(transcript)
    return found[place] if place < len(found) else Ending(exit_code=None)


def never_came(transcript: Transcript, place: int = 0) -> Finding | None:
    """Find that the client did not connect."""
    if place < len(transcript.conversations):
        return None
    ending = ending_of(transcript, place)
    verdict = Verdict.TIMEOUT
    if place >= len(endings(transcript)):
        words = say("it never came to connection number {number}", number=place + 1)
    elif ending.exit_code is None:
        words = say("it did not connect within {seconds:g} s", seconds=ending.awaited)
    else:
        words = say("it ended (exit code {code}) and never connected", code=ending.exit_code)
        verdict = Verdict.FAIL
    return Finding(
        verdict=verdict,
        words=words,
        look=say("Does it connect() to the host and the port that it is given?"),
        conversation=max(0, place - 1),
    )


def crashed(transcript: Transcript, place: int = 0, look: Words = CATCH) -> Finding | None:
    """Find an exception that nobody caught, or a signal."""
    ending = ending_of(transcript, place)
    code = ending.exit_code or 0
    if ending.crash is not None:
        words = say("it crashed: {error}", error=ending.crash)
    elif code < 0:
        name = signal_name(-code) or str(-code)
        words = say("it crashed: the system ended it by the signal {name}", name=name)
        if name == "SIGPIPE":
            look = say(
                "Writing to a closed connection ends a C program: ignore the signal, with "
                "signal(SIGPIPE, SIG_IGN), and look at what send() returns."
            )
    else:
        return None
    return Finding(verdict=Verdict.FAIL, words=words, look=look, conversation=place)


def crashed_on(transcript: Transcript, look: Words) -> Finding | None:
    """Find a crash, but for one at the end of the input, which is another check's matter."""
    crash = ending_of(transcript, 0).crash or ""
    if any(name in crash for name in _INPUT_ENDED):
        return None
    return crashed(transcript, look=look)


def still_runs(
    transcript: Transcript, after: Words, place: int = 0, look: Words | None = None
) -> Finding | None:
    """Find that the program has not ended.

    :param after: what should have made it end, such as "the server closed".
    """
    ending = ending_of(transcript, place)
    if ending.exit_code is not None:
        return None
    if ending.busy > BUSY:
        words = say(
            "{after}: {seconds:g} s later it still runs, and keeps a processor busy",
            seconds=ending.awaited,
            after=after,
        )
        look = say("recv() returns b'' at once, again and again: that is the end, leave the loop.")
    else:
        words = say(
            "{after}: {seconds:g} s later it still runs", seconds=ending.awaited, after=after
        )
    return Finding(verdict=Verdict.TIMEOUT, words=words, look=look, conversation=place)


def says_nothing(transcript: Transcript, of: Words, place: int = 0) -> Finding | None:
    """Find that the user is not told what happened.

    :param of: what happened, such as "the server closed".
    """
    if ending_of(transcript, place).last_words.strip():
        return None
    return Finding(
        verdict=Verdict.FAIL,
        words=say("it says nothing of it: {of}", of=of),
        look=say("Print one sentence for the user before you end."),
        conversation=place,
    )


def claims_success(transcript: Transcript, of: Words, place: int = 0) -> Finding | None:
    """Find an exit code of 0 after a failure.

    :param of: what happened, such as "the server closed".
    """
    if ending_of(transcript, place).exit_code != 0:
        return None
    return Finding(
        verdict=Verdict.FAIL,
        words=say("it ends with exit code 0, as if all were well: {of}", of=of),
        look=say(
            "End with sys.exit(1), or return 1 from main: a script that started it must see that "
            "it failed."
        ),
        conversation=place,
    )


def fails_badly(transcript: Transcript, of: Words, place: int = 0) -> Finding | None:
    """Find that a failure is not told as it should be: by a sentence and an exit code, and soon.

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
    """Find an exit code other than 0 after all went well."""
    code = ending_of(transcript, place).exit_code
    if not code:
        return None
    return Finding(
        verdict=Verdict.FAIL,
        words=say("it ends with exit code {code}, and all went well", code=code),
        look=say("0 means success: is there an exit() or a return in main with another number?"),
        conversation=place,
    )


STALLED_LOOK = say("What does it wait for, or why does it leave? Print each message it receives.")


def stalled(
    transcript: Transcript, awaited: Words, place: int = 0, look: Words = STALLED_LOOK
) -> Finding:
    """Find that the client went away, or fell silent, before the conversation was over.

    Only for conversations that were not.

    :param awaited: what should have come, such as "a guess".
    """
    conversation = transcript.conversations[place]
    silences = conversation.all(Silence)
    verdict = Verdict.FAIL
    match conversation.end:
        case Ended():
            words = say("it closed where {awaited} was due", awaited=awaited)
        case Reset():
            words = say("it broke off (RST) where {awaited} was due", awaited=awaited)
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
