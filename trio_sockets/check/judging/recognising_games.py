"""Recognising a mistake of a game that can be taken as known, in a transcript of games.

As `trio_sockets.check.judging.recognising` does for all services.
"""

from dataclasses import replace

from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.dialect.mistakes import Mistakes
from trio_sockets.check.judging.server_game import counted, read_game
from trio_sockets.check.model.transcript import Ended, Reset, Transcript


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


def refused_bounds(transcript: Transcript) -> Mistakes | None:
    """Recognise that a bound was answered with an error, as a number out of bounds.

    :param transcript: of a game for each bound, with this bound as its first guess.
    """
    said = [read_game(transcript, place).moves[:1] for place in range(2)]
    low, high = (any(move.heard.kind is Kind.ERROR for move in moves) for moves in said)
    known = transcript.dialect.mistakes
    return replace(known, refuses_low=low, refuses_high=high) if low or high else None


def lost_untold(transcript: Transcript) -> Mistakes | None:
    """Recognise that the conversation was ended at the last try, which got no reply."""
    known = replace(transcript.dialect.mistakes, lost_untold=True)
    as_known = replace(transcript, dialect=replace(transcript.dialect, mistakes=known))
    for place in range(len(transcript.conversations)):
        is_whole = not transcript.unterminated(place)
        if is_whole and len(read_game(as_known, place).moves) > len(
            read_game(transcript, place).moves
        ):
            return known
    return None


def never_lost(transcript: Transcript) -> Mistakes | None:
    """Recognise that a game went on after its last try."""
    for place in range(len(transcript.conversations)):
        game = read_game(transcript, place)
        tries = game.parameters.tries if game.parameters else 0
        has_ended = isinstance(transcript.conversations[place].end, Ended | Reset)
        used = [used for used, move in counted(game, transcript.dialect) if move.heard.kind.is_hint]
        if tries and max(used, default=0) >= tries and not game.over and not has_ended:
            return replace(transcript.dialect.mistakes, never_lost=True)
    return None


def last_try_loses(transcript: Transcript) -> Mistakes | None:
    """Recognise that the right guess was lost at the last try."""
    dialect = transcript.dialect
    known = replace(dialect.mistakes, last_try_loses=True)
    as_known = replace(transcript, dialect=replace(dialect, mistakes=known))
    for place in range(len(transcript.conversations)):
        said, meant = read_game(transcript, place), read_game(as_known, place)
        tries = said.parameters.tries if said.parameters else 0
        used = max((used for used, _ in counted(said, dialect)), default=0)
        if used == tries and said.moves[-1:] != meant.moves[-1:]:
            return known
    return None
