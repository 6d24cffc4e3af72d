"""What many judges share. Each looks for one fault, and gives None if there is none."""

from collections.abc import Sequence
from dataclasses import replace

from trio_sockets.check.expected import Expected, describe, fits
from trio_sockets.check.system_words import in_words
from trio_sockets.check.transcript import (
    Conversation,
    Ended,
    Refused,
    Reset,
    Silence,
    Transcript,
)
from trio_sockets.check.verdict import PASSED, Finding, Verdict
from trio_sockets.check.words import Words, say


def first_fault(*faults: Finding | None) -> Finding:
    """Return the first fault there is, or a pass."""
    return next((fault for fault in faults if fault is not None), PASSED)


def not_connected(
    transcript: Transcript, place: int = 0, *, look: Words | None = None
) -> Finding | None:
    """Find that a conversation did not come about.

    :param look: what to look at in the code, if it is not that the server has ended.
    """
    if place < len(transcript.conversations):
        end = transcript.conversations[place].end
        if not isinstance(end, Refused):
            return None
        reason = end.reason
        return Finding(
            verdict=Verdict.FAIL,
            words=say("nobody accepts a connection: {reason}", reason=in_words(reason)),
            look=look or say("Is the server still running, and does it listen on this port?"),
            conversation=place,
        )
    return Finding(
        verdict=Verdict.TIMEOUT,
        words=say("it never came to connection number {number}", number=place + 1),
        conversation=max(0, len(transcript.conversations) - 1),
    )


def wrong_replies(
    transcript: Transcript,
    expected: Sequence[Expected],
    place: int = 0,
    *,
    skip: int = 0,
    look: Words | None = None,
) -> Finding | None:
    """Find the first reply that is not as expected, or is not there.

    :param expected: in order.
    :param place: of the conversation.
    :param skip: how many messages come before the first reply: the game's greeting. Where it is
        skipped, a final reply of the game may come before the last one expected.
    :param look: what to look at in the code, if it is not plain from the fault.
    """
    fault = not_connected(transcript, place, look=look)
    if fault is not None:
        # Whoever served a client before this one does listen: it is this check's own mistake.
        return replace(fault, look=look) if look and place else fault
    dialect = transcript.dialect
    messages = transcript.messages(place)[skip:]
    if dialect.replies_in_lines and not _ended_line(transcript.conversations[place]):
        messages = messages[:-1]
    for number, right in enumerate(expected):
        if number >= len(messages):
            return _missing_reply(transcript, place, number, right, look)
        if not fits(right, messages[number], dialect):
            return Finding(
                verdict=Verdict.FAIL,
                words=say("reply number {number} is wrong", number=number + 1),
                look=look,
                conversation=place,
                expected=describe(right),
                received=messages[number],
            )
        if skip and dialect.understand(messages[number]).kind.is_end:
            break
    return None


def missing_newline(
    transcript: Transcript, expected: bytes | Words, place: int = 0
) -> Finding | None:
    """Find that a conversation's last message has no end.

    :param expected: what it is, with its end if it is known byte for byte.
    """
    conversation = transcript.conversations[place]
    if not transcript.dialect.replies_in_lines or _ended_line(conversation):
        return None
    return Finding(
        verdict=Verdict.FAIL,
        words=say("the server's message has no newline at its end"),
        look=say("Does every send end in '\\n'? Without it, nobody knows that a reply is whole."),
        conversation=place,
        expected=expected,
        received=conversation.received.rpartition(b"\n")[2],
    )


def _missing_reply(
    transcript: Transcript, place: int, number: int, right: Expected, look: Words | None
) -> Finding:
    whole = right + b"\n" if isinstance(right, bytes) else describe(right)
    fault = missing_newline(transcript, whole, place)
    if fault is not None:
        return fault
    verdict, words = _why_missing(transcript.conversations[place], number)
    return Finding(
        verdict=verdict,
        words=words,
        look=look,
        conversation=place,
        expected=describe(right),
        received=b"",
    )


def _why_missing(conversation: Conversation, number: int) -> tuple[Verdict, Words]:
    silences = conversation.all(Silence)
    match conversation.end:
        case Ended():
            words = say("the server closed before reply number {number}", number=number + 1)
            return Verdict.FAIL, words
        case Reset():
            words = say(
                "the server broke the connection off (RST) before reply number {number}",
                number=number + 1,
            )
            return Verdict.FAIL, words
        case _ if silences and silences[-1].blocked:
            words = say("the server did not read for {seconds:g} s", seconds=silences[-1].seconds)
            return Verdict.TIMEOUT, words
        case _ if silences:
            words = say(
                "reply number {number} did not come within {seconds:g} s",
                number=number + 1,
                seconds=silences[-1].seconds,
            )
            return Verdict.TIMEOUT, words
        case _:
            words = say("reply number {number} did not come in time", number=number + 1)
            return Verdict.TIMEOUT, words


def not_ended(transcript: Transcript, place: int = 0) -> Finding | None:
    """Find that the server did not close orderly, by a FIN."""
    match transcript.conversations[place].end:
        case Ended():
            return None
        case Reset():
            return Finding(
                verdict=Verdict.FAIL,
                words=say("the server broke the connection off (RST) instead of closing it (FIN)"),
                look=say(
                    "Closing with input unread makes an RST, which may destroy your last reply: "
                    "read what came before you close."
                ),
                conversation=place,
            )
        case _:
            return Finding(
                verdict=Verdict.TIMEOUT,
                words=say("the server did not close the connection"),
                look=say("Is close() called, or the `with` block left, at the end?"),
                conversation=place,
            )


def _ended_line(conversation: Conversation) -> bool:
    received = conversation.received
    return not received or received.endswith(b"\n")
