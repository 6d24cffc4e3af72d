"""Mistakes of a server that can be taken as known, recognised in the transcript of a check."""

from dataclasses import replace

import pytest

from check.transcripts import conversation, transcript
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.dialect.mistakes import NONE_KNOWN, Mistake, Mistakes
from trio_sockets.check.judging.recognising import (
    count_off_by_one,
    end_at_nonsense,
    missing_newlines,
    mistakes_met,
    one_at_a_time,
    swapped_hints,
)
from trio_sockets.check.model.transcript import Conversation, Transcript

GAME = "S: GAME 1 100 7"


def game(*moves: str, end: str = "(FIN)") -> Conversation:
    """Return a game of moves like ``50 HIGHER 6``."""
    lines = [GAME]
    for move in moves:
        guess, _, reply = move.partition(" ")
        lines += [f"C: {guess}", f"S: {reply}"]
    return conversation(*lines, end)


def knowing(what: Transcript, mistakes: Mistakes) -> Transcript:
    return replace(what, dialect=replace(what.dialect, mistakes=mistakes))


# --- The swap ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("low", "high", "swapped"),
    [
        ("1 LOWER 6", "100 HIGHER 6", True),
        ("1 WIN 1", "100 HIGHER 6", True),
        ("1 LOWER 6", "100 WIN 1", True),
        ("1 HIGHER 6", "100 HIGHER 6", False),
        ("1 LOWER 6", "100 LOWER 6", False),
        ("1 LOWER 6", "100 ERR no", False),
        ("1 HIGHER 6", "100 LOWER 6", False),
        ("1 WIN 1", "100 WIN 1", False),
    ],
)
def test_swapped_hints_are_wrong_at_both_bounds(
    low: str,
    high: str,
    swapped: bool,  # noqa: FBT001 - a case
) -> None:
    what = transcript(game(low), game(high))
    assert swapped_hints(what) == (Mistakes(swapped=True) if swapped else None)


def test_a_swapped_hint_is_read_as_it_was_meant() -> None:
    dialect = replace(transcript().dialect, mistakes=Mistakes(swapped=True))
    assert dialect.understand(b"LOWER 6").kind is Kind.HIGHER
    assert dialect.understand(b"HIGHER 6").kind is Kind.LOWER
    assert dialect.understand(b"WIN 6").kind is Kind.WIN
    assert dialect.message(Kind.HIGHER, left=6) == "LOWER 6"


# --- The count ---------------------------------------------------------------------------------
EARLY = [f"1 HIGHER {left}" for left in range(6, 1, -1)]


@pytest.mark.parametrize(
    ("moves", "mistakes"),
    [
        (["50 HIGHER 7", "75 LOWER 6"], Mistakes(left=1)),
        (["50 HIGHER 5", "75 LOWER 4"], Mistakes(left=-1)),
        (["50 HIGHER 6", "75 WIN 3"], Mistakes(used=1)),
        (["50 HIGHER 7", "75 WIN 1"], Mistakes(left=1, used=-1)),
        ([*EARLY, "1 LOSE 63"], Mistakes(tries=-1)),
        ([*EARLY, "1 HIGHER 1", "1 HIGHER 0", "1 LOSE 63"], Mistakes(tries=1)),
        (["50 HIGHER 6", "75 LOWER 5"], None),
        (["50 HIGHER 8"], None),
        (["50 HIGHER 7", "75 LOWER 5"], None),
        (["50 HIGHER 6", "60 HIGHER 6"], None),
        ([], None),
    ],
)
def test_a_count_is_off_by_one_if_it_always_is(moves: list[str], mistakes: Mistakes | None) -> None:
    assert count_off_by_one(transcript(game(*moves))) == mistakes


def test_the_extent_of_a_count_may_grow() -> None:
    known = Mistakes(left=1)
    moves = ["1 HIGHER 7", "1 HIGHER 6", "1 HIGHER 5", "1 HIGHER 4", "1 HIGHER 3", "1 LOSE 63"]
    what = knowing(transcript(game(*moves)), known)
    assert count_off_by_one(what) == Mistakes(left=1, tries=-1)


def test_a_known_count_is_read_as_it_should_be() -> None:
    dialect = replace(transcript().dialect, mistakes=Mistakes(tries=-1, left=1, used=-1))
    greeting = dialect.greeting(b"GAME 1 100 7")
    assert greeting
    assert greeting.tries == 6
    assert dialect.understand(b"HIGHER 7").numbers == {"left": 5}  # of 6, after one
    assert dialect.understand(b"WIN 2").numbers == {"used": 3}
    assert dialect.message(Kind.HIGHER, left=5) == "HIGHER 7"


# --- The newline -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("lines", "mistakes"),
    [
        (["S| GAME 1 100 7", "C: 50", "S: HIGHER 6"], Mistakes(unended=True)),
        (["S| GAME 1 100 7", "(silence)"], Mistakes(unended=True)),
        ([GAME, "C: 50", "S| HIGHER 6", "(silence)"], Mistakes(unended=True, glued=True)),
        ([GAME, "C: 50", "S| HIGHER 6", "C: 60"], Mistakes(unended=True, glued=True)),
        ([GAME, "C: 50", "S| LOSE 63", "(FIN)"], Mistakes(unended=True)),
        ([GAME, "C: 50", "S: HIGHER 6", "(silence)"], None),
        ([GAME, "C: 50", "(FIN)"], None),
    ],
)
def test_a_newline_is_missed_where_the_next_message_comes(
    lines: list[str], mistakes: Mistakes | None
) -> None:
    assert missing_newlines(transcript(conversation(*lines))) == mistakes


def test_messages_without_an_end_lack_no_newline() -> None:
    what = transcript(conversation("S| GAME 1 100 7", "C| 50"), dialect="sheet")
    assert missing_newlines(what) is None


def test_where_newlines_are_known_to_be_missing_a_turn_ends_a_message() -> None:
    lines = ["S| GAME 1 100 7", "C: 50", "S: HIGHER 6", "C: 60", "S| LOSE 63", "(FIN)"]
    what = knowing(transcript(conversation(*lines)), Mistakes(unended=True))
    assert what.messages() == [b"GAME 1 100 7", b"HIGHER 6", b"LOSE 63"]
    assert what.unended() == b""


# --- Clients and nonsense ----------------------------------------------------------------------
def test_one_client_at_a_time_is_seen_by_the_one_that_hears_nothing() -> None:
    served, unserved = conversation("C: a", "S: A"), conversation("C: b", "(silence)")
    assert one_at_a_time(transcript(served, unserved, service="text")) == Mistakes(
        one_at_a_time=True
    )
    assert one_at_a_time(transcript(served, served, service="text")) is None
    refused = conversation("(refused)")
    assert one_at_a_time(transcript(served, refused, service="text")) is None


@pytest.mark.parametrize("end", ["(FIN)", "(RST)"])
def test_nonsense_ends_a_conversation_that_no_game_ended(end: str) -> None:
    assert end_at_nonsense(transcript(game("x ERR no", end=end))) == Mistakes(ends_at_nonsense=True)
    assert end_at_nonsense(transcript(game("007 WIN 1", end=end))) is None
    assert end_at_nonsense(transcript(game("x ERR no", end="(silence)"))) is None
    closed = transcript(conversation("C: FROBNICATE", end), service="text")
    assert end_at_nonsense(closed) == Mistakes(ends_at_nonsense=True)


# --- What is known -----------------------------------------------------------------------------
def test_a_mistake_is_met_where_it_changes_what_is_read() -> None:
    what = transcript(game("50 HIGHER 6"))
    assert mistakes_met(what) == frozenset()
    assert mistakes_met(knowing(what, Mistakes(swapped=True))) == {Mistake.SWAPPED}
    assert mistakes_met(knowing(what, Mistakes(left=1))) == {Mistake.COUNT}
    assert mistakes_met(knowing(transcript(game("5 WIN 1")), Mistakes(left=1))) == frozenset()


def test_mistakes_are_joined_to_the_greater_extent() -> None:
    joined = Mistakes(swapped=True, left=1).joined(Mistakes(tries=-1, unended=True))
    assert joined == Mistakes(swapped=True, left=1, tries=-1, unended=True)
    assert joined.kinds == {Mistake.SWAPPED, Mistake.COUNT, Mistake.UNENDED}
    assert joined.widened(Mistakes(swapped=True, unended=True)) == {Mistake.COUNT}
    assert NONE_KNOWN.kinds == frozenset()
