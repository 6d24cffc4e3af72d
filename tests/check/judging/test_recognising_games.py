"""Mistakes of a game that can be taken as known, recognised in the transcript of a check."""

from dataclasses import replace

import pytest

from check.recorded_games import GAME, game, knowing
from check.transcripts import conversation, transcript
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.dialect.mistakes import Mistakes
from trio_sockets.check.judging.recognising_games import (
    count_off_by_one,
    last_try_loses,
    lost_untold,
    never_lost,
    refused_bounds,
    swapped_hints,
)
from trio_sockets.check.judging.server_game import read_game, refuses_the_number


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


# --- The bounds --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("low", "high", "mistakes"),
    [
        ("1 HIGHER 6", "100 ERR no", Mistakes(refuses_high=True)),
        ("1 ERR no", "100 WIN 1", Mistakes(refuses_low=True)),
        ("1 ERR no", "100 ERR no", Mistakes(refuses_low=True, refuses_high=True)),
        ("1 HIGHER 6", "100 LOWER 6", None),
        ("1 HIGHER 6", "100", None),
    ],
)
def test_a_bound_is_refused_if_it_gets_an_error(
    low: str, high: str, mistakes: Mistakes | None
) -> None:
    assert refused_bounds(transcript(game(low), game(high))) == mistakes


@pytest.mark.parametrize(
    ("moves", "refused"),
    [(["99 HIGHER 6"], True), (["98 HIGHER 6"], False), (["2 LOWER 6"], False)],
)
def test_a_number_that_the_server_refuses_cannot_be_found(
    moves: list[str],
    refused: bool,  # noqa: FBT001 - a case
) -> None:
    what = knowing(transcript(game(*moves)), Mistakes(refuses_high=True))
    assert refuses_the_number(what, read_game(what)) == refused


# --- The end -----------------------------------------------------------------------------------
HINTS = [f"1 HIGHER {left}" for left in range(6, 0, -1)]


@pytest.mark.parametrize("end", ["(FIN)", "(RST)"])
def test_a_game_is_lost_untold_if_the_last_try_is_the_end(end: str) -> None:
    what = transcript(game(*HINTS, "1", end=end))
    assert lost_untold(what) == Mistakes(lost_untold=True)
    meant = read_game(knowing(what, Mistakes(lost_untold=True)))
    assert [move.heard.kind for move in meant.moves][5:] == [Kind.HIGHER, Kind.LOSE]
    assert meant.over
    assert not read_game(what).over


@pytest.mark.parametrize(
    "moves",
    [
        [*HINTS, "1 LOSE 63"],
        [*HINTS[:5], "1"],
        [*HINTS, "1 HIGHER 0", "1"],
        HINTS,
    ],
)
def test_no_other_end_is_a_game_lost_untold(moves: list[str]) -> None:
    assert lost_untold(transcript(game(*moves))) is None


def test_a_last_message_without_a_newline_is_no_game_lost_untold() -> None:
    lines = [GAME.replace("7", "1"), "C: 1", "S| LOSE 63", "(FIN)"]
    assert lost_untold(transcript(conversation(*lines))) is None


@pytest.mark.parametrize(
    ("moves", "end", "recognised"),
    [
        ([*HINTS, "1 HIGHER 0", "1 HIGHER 0"], "(leaves)", True),
        ([*HINTS, "1 HIGHER 0"], "(silence)", True),
        ([*HINTS, "1 HIGHER 0"], "(FIN)", False),
        ([*HINTS, "1 HIGHER 0", "1 LOSE 63"], "(FIN)", False),
        (HINTS, "(leaves)", False),
    ],
)
def test_no_game_is_lost_if_it_goes_on_after_the_last_try(
    moves: list[str],
    end: str,
    recognised: bool,  # noqa: FBT001 - a case
) -> None:
    known = Mistakes(never_lost=True) if recognised else None
    assert never_lost(transcript(game(*moves, end=end))) == known


SEARCH = ["50 HIGHER 6", "75 LOWER 5", "62 HIGHER 4", "68 LOWER 3", "65 LOWER 2", "63 HIGHER 1"]


@pytest.mark.parametrize(
    ("last", "recognised"),
    [("64 LOSE 64", True), ("64 LOSE 7", True), ("63 LOSE 64", False), ("64 WIN 7", False)],
)
def test_the_last_try_loses_if_the_right_guess_does(
    last: str,
    recognised: bool,  # noqa: FBT001 - a case
) -> None:
    what = transcript(game(*SEARCH, last))
    known = Mistakes(last_try_loses=True)
    assert last_try_loses(what) == (known if recognised else None)
    meant = read_game(knowing(what, known)).moves[-1].heard.kind
    assert meant is (Kind.LOSE if last == "63 LOSE 64" else Kind.WIN)


def test_a_loss_before_the_last_try_is_another_mistake() -> None:
    assert last_try_loses(transcript(game("50 HIGHER 6", "63 LOSE 63"))) is None
