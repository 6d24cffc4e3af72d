"""Recognising a mistake that can be taken as known, in the transcript of the check that it fails.

Each function returns what is known of the server with that mistake, or None. It may see a mistake
where there is another: the check itself is run once more, and has to pass with what is known then.
"""

from dataclasses import replace

from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.dialect.kinds import Heard
from trio_sockets.check.dialect.mistakes import NONE_KNOWN, Mistake, Mistakes
from trio_sockets.check.judging.server_game import read_game
from trio_sockets.check.model.server_end import server_end
from trio_sockets.check.model.transcript import (
    Conversation,
    Ended,
    Received,
    Reset,
    Sent,
    Transcript,
)


def missing_newlines(transcript: Transcript) -> Mistakes | None:
    """Recognise that a message has no newline at its end, though the next one comes after it."""
    dialect, known = transcript.dialect, transcript.dialect.mistakes
    if dialect.replies is not Framing.LINE:
        return None
    strict = replace(transcript, dialect=replace(dialect, mistakes=replace(known, unended=False)))
    found = [_unended(strict, conversation) for conversation in transcript.conversations]
    if not any(found):
        return None
    return replace(known, unended=True, glued=known.glued or any("reply" in each for each in found))


def one_at_a_time(transcript: Transcript) -> Mistakes | None:
    """Recognise that of two clients one was heard, and the other heard nothing at all."""
    silent = [
        conversation.silent and not conversation.received and conversation.end is None
        for conversation in transcript.conversations
    ]
    return replace(transcript.dialect.mistakes, one_at_a_time=True) if any(silent) else None


def end_at_nonsense(transcript: Transcript) -> Mistakes | None:
    """Recognise that the server ended a conversation in which it was told nonsense.

    :param transcript: of nonsense only. A game that is won or lost by it may well end.
    """
    ended = [
        isinstance(conversation.end, Ended | Reset) and not _is_over(transcript, place)
        for place, conversation in enumerate(transcript.conversations)
    ]
    return replace(transcript.dialect.mistakes, ends_at_nonsense=True) if any(ended) else None


def _is_over(transcript: Transcript, place: int) -> bool:
    return transcript.dialect.service == "game" and read_game(transcript, place).over


def silence_at_nonsense(transcript: Transcript) -> Mistakes | None:
    """Recognise that nonsense got no reply, though the conversation went on.

    :param transcript: of one request in each conversation, or of two guesses, of which the first is
        nonsense.
    """
    places = range(len(transcript.conversations))
    heard = _game_is_silent if transcript.dialect.service == "game" else _is_silent
    known = replace(transcript.dialect.mistakes, silent_at_nonsense=True)
    return known if any(heard(transcript, place) for place in places) else None


def _is_silent(transcript: Transcript, place: int) -> bool:
    conversation = transcript.conversations[place]
    return conversation.silent and conversation.end is None and not transcript.messages(place)


def _game_is_silent(transcript: Transcript, place: int) -> bool:
    """Tell whether two guesses got one answer."""
    kinds = [transcript.dialect.understand(reply).kind for reply in transcript.messages(place)[1:]]
    guesses = len(transcript.conversations[place].all(Sent)) - len(transcript.dialect.flow.first)
    return guesses == 2 and len(kinds) == 1 and (kinds[0].is_hint or kinds[0].is_end)  # noqa: PLR2004 - the script's


def end_at_visitors(transcript: Transcript) -> Mistakes | None:
    """Recognise that a client that left at once ended the program, or is ending it.

    :param transcript: of such clients.
    """
    end = server_end(transcript)
    if end is None or end.ended_by_itself:
        return None
    return replace(transcript.dialect.mistakes, ends_at_visitors=True)


def mistakes_met(transcript: Transcript) -> frozenset[Mistake]:
    """Return which known mistakes in what is told were met: those that changed how it was read."""
    dialect = transcript.dialect
    plain = replace(dialect, mistakes=NONE_KNOWN)
    met: set[Mistake] = set()
    for place in range(len(transcript.conversations) if dialect.service == "game" else 0):
        for move in read_game(transcript, place).moves:
            met |= _changed(plain.understand(move.heard.raw), move.heard)
    return frozenset(met)


def _changed(told: Heard, meant: Heard) -> set[Mistake]:
    """Return the mistakes by which a message was meant otherwise than it was told."""
    if not told.raw:
        return {Mistake.LOST_UNTOLD}
    if told.kind is not meant.kind:
        return {Mistake.LAST_TRY if told.kind.is_end else Mistake.SWAPPED}
    return {Mistake.COUNT} if told.numbers != meant.numbers else set()


def _unended(transcript: Transcript, conversation: Conversation) -> set[str]:
    """Return which messages have no newline: the ``greeting``, a ``reply``, the ``last`` one."""
    reader, found, count = transcript.dialect.reader(), set(), 0
    for event in conversation.events:
        if isinstance(event, Received):
            reader.receive_data(event.data)
            continue
        while reader.next_message() is not None:
            count += 1
        if reader.rest:
            if isinstance(event, Ended | Reset):
                found.add("last")
            elif transcript.dialect.service == "game" and not count:
                found.add("greeting")
            else:
                found.add("reply")
            reader.take_all()
            count += 1
    return found
