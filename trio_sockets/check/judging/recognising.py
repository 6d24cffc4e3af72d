"""Recognising a mistake that can be taken as known, in the transcript of the check that it fails.

Each function returns what is known of the server with that mistake, or None. It may see a mistake
where there is another: the check itself is run once more, and has to pass with what is known then.
"""

from dataclasses import replace

from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.dialect.mistakes import NONE_KNOWN, Mistake, Mistakes
from trio_sockets.check.judging.server_game import counted, read_game
from trio_sockets.check.model.transcript import Conversation, Ended, Received, Reset, Transcript


def swapped_hints(transcript: Transcript) -> Mistakes | None:
    """Recognise that the lower bound was too high, and the upper one too low.

    :param transcript: of a game for each bound, with this bound as its first guess.
    """
    said = [
        [move.heard.kind for move in read_game(transcript, place).moves][:1]
        for place in range(len(transcript.conversations))
    ]
    wrong = [[Kind.LOWER], [Kind.HIGHER]]
    lucky = [Kind.WIN]
    pairs = list(zip(said, wrong, strict=False))
    if any(kind == never for kind, never in pairs) and all(
        kind in (never, lucky) for kind, never in pairs
    ):
        return replace(transcript.dialect.mistakes, swapped=True)
    return None


def count_off_by_one(transcript: Transcript) -> Mistakes | None:
    """Recognise that each count is off by the same number, and by one at most.

    Tries that are told, tries that a game really has: each has its own number.
    """
    dialect, known = transcript.dialect, transcript.dialect.mistakes
    off: dict[str, set[int]] = {"left": set(), "used": set(), "tries": set()}
    for place in range(len(transcript.conversations)):
        game = read_game(transcript, place)
        if game.parameters is None:
            continue
        for used, move in counted(game, dialect):
            right = {"used": used}
            if dialect.limits_tries:
                right["left"] = game.parameters.tries - used
                if move.heard.kind is Kind.LOSE:
                    off["tries"].add(used - game.parameters.tries)
            for name in right.keys() & move.heard.numbers.keys():
                off[name].add(move.heard.numbers[name] - right[name])
    if any(len(found) > 1 or any(abs(number) > 1 for number in found) for found in off.values()):
        return None
    more = {name: sum(found) for name, found in off.items()}
    if not any(more.values()):
        return None
    return replace(
        known,
        tries=known.tries + more["tries"],
        left=known.left + more["left"],
        used=known.used + more["used"],
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


def mistakes_met(transcript: Transcript) -> frozenset[Mistake]:
    """Return which known mistakes in what is told were met: those that changed how it was read."""
    dialect = transcript.dialect
    plain = replace(dialect, mistakes=NONE_KNOWN)
    met = set()
    for place in range(len(transcript.conversations) if dialect.service == "game" else 0):
        for move in read_game(transcript, place).moves:
            told = plain.understand(move.heard.raw)
            if told.kind is not move.heard.kind:
                met.add(Mistake.SWAPPED)
            if told.numbers != move.heard.numbers:
                met.add(Mistake.COUNT)
    return frozenset(met)


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
