"""Helpers for judges of servers. Each looks for one fault, and returns None without it."""

from collections.abc import Sequence
from dataclasses import replace

from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.judging.server_game import read_game
from trio_sockets.check.judging.unclear import unclear_reply
from trio_sockets.check.model.expected import Expected, describe, fits
from trio_sockets.check.model.transcript import (
    Conversation,
    Ended,
    Refused,
    Reset,
    Silence,
    Transcript,
)
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.check.programming.connecting import CLOSE
from trio_sockets.system_errors import in_words
from trio_sockets.words import Words, say


def first_fault(*faults: Finding | None) -> Finding:
    """Return the first fault, or a pass if there is no fault."""
    return next((fault for fault in faults if fault is not None), PASSED)


def not_connected(
    transcript: Transcript, place: int = 0, *, look: Words | None = None
) -> Finding | None:
    """Find that a connection could not be established.

    :param look: the advice, in place of the usual one: is the server still running?
    """
    if place < len(transcript.conversations):
        end = transcript.conversations[place].end
        if not isinstance(end, Refused):
            return None
        words, hint = _refused(end)
        look = look or say("Is the server still running, and does it listen on this port?")
        return Finding(verdict=Verdict.FAIL, words=words, look=hint or look, conversation=place)
    return Finding(
        verdict=Verdict.TIMEOUT,
        words=say("it never came to connection number {number}", number=place + 1),
        conversation=max(0, len(transcript.conversations) - 1),
    )


def _refused(end: Refused) -> tuple[Words, Words | None]:
    """Say that no program accepts a connection; add advice if the server listens elsewhere."""
    reason = in_words(end.reason)
    if not end.elsewhere:
        return say("no program accepts a connection: {reason}", reason=reason), None
    places = ", ".join(map(str, end.elsewhere))
    words = say(
        "no program accepts a connection here: {reason}. The program listens at {places}",
        reason=reason,
        places=places,
    )
    if end.port in {place.port for place in end.elsewhere}:
        return words, say(
            'Which address does it listen at? "localhost" may be ::1 (IPv6) alone: '
            "127.0.0.1 is for clients of this machine, 0.0.0.0 for all of IPv4."
        )
    return words, say("Which port does it listen on? It has to be the one that it is given.")


def wrong_replies(
    transcript: Transcript,
    expected: Sequence[Expected],
    place: int = 0,
    *,
    skip: int = 0,
    look: Words | None = None,
) -> Finding | None:
    """Find the first reply that is wrong, missing or unclear.

    :param expected: the expected replies, in order.
    :param place: the index of the conversation.
    :param skip: how many messages precede the first reply, such as the game's greeting. If some are
        skipped, the game may end before the last expected reply.
    :param look: the advice, where the fault itself does not suggest one.
    """
    fault = not_connected(transcript, place, look=look)
    if fault is not None:
        # The server served a client before, so it does listen: the fault is another one.
        return replace(fault, look=look) if look and place else fault
    dialect = transcript.dialect
    messages = transcript.messages(place)[skip:]
    if transcript.unterminated(place):
        messages = messages[:-1]
    for number, right in enumerate(expected):
        if number >= len(messages):
            if skip and _is_untold_end(transcript, place, number):
                return None
            return _missing_reply(transcript, place, number, right, look)
        if not fits(right, messages[number], dialect):
            unclear = None
            if not _are_glued(expected, messages[number]):
                unclear = unclear_reply(transcript, place, number, right, messages[number])
            return unclear or Finding(
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


def _is_untold_end(transcript: Transcript, place: int, number: int) -> bool:
    """Tell whether a reply is the end of a game, which the server is known to leave untold."""
    moves = read_game(transcript, place).moves[number:]
    return bool(moves) and not moves[0].heard.raw


def is_left_unanswered(transcript: Transcript, place: int = 0) -> bool:
    """Tell whether nonsense got no reply from a server of which this is known."""
    conversation = transcript.conversations[place : place + 1]
    return (
        transcript.dialect.mistakes.silent_at_nonsense
        and bool(conversation)
        and conversation[0].end is None
        and not transcript.messages(place)
    )


def missing_newline(
    transcript: Transcript, expected: bytes | Words, place: int = 0
) -> Finding | None:
    """Find that the last message of a conversation is unterminated.

    :param expected: the message, with its terminator if its bytes are known.
    """
    unterminated = transcript.unterminated(place)
    if not unterminated:
        return None
    if transcript.dialect.replies is Framing.LENGTH:
        return Finding(
            verdict=Verdict.FAIL,
            words=say("the server's message is not as long as its first two bytes say"),
            look=say("Is each message sent with its length before it, as Java's writeUTF does?"),
            conversation=place,
            expected=expected,
            received=unterminated,
        )
    return Finding(
        verdict=Verdict.FAIL,
        words=say("the server's message has no newline at its end"),
        look=say(
            "Does every reply end in '\\n'? Without it, a client cannot know that a "
            "reply is complete."
        ),
        conversation=place,
        expected=expected,
        received=unterminated,
    )


def _missing_reply(
    transcript: Transcript, place: int, number: int, right: Expected, look: Words | None
) -> Finding:
    whole = transcript.dialect.replies.frame(right) if isinstance(right, bytes) else describe(right)
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
                "the server reset the connection (RST) before reply number {number}",
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
    """Find that the server did not close the connection with a FIN."""
    match transcript.conversations[place].end:
        case Ended():
            return None
        case Reset():
            return Finding(
                verdict=Verdict.FAIL,
                words=say("the server reset the connection (RST) instead of closing it (FIN)"),
                look=say(
                    "Closing a socket with unread input sends an RST, which may destroy your "
                    "last reply: read all that came before you close."
                ),
                conversation=place,
            )
        case _:
            return Finding(
                verdict=Verdict.TIMEOUT,
                words=say("the server did not close the connection"),
                look=say("Is {close} at the end?", close=CLOSE),
                conversation=place,
            )


def _are_glued(expected: Sequence[Expected], message: bytes) -> bool:
    """Tell whether a message holds several of the expected replies."""
    return sum(isinstance(each, bytes) and each in message for each in {*expected}) > 1
