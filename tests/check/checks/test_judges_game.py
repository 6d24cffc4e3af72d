"""What the judges of the game say of its rules, its hints and its tries."""

import pytest

from check.transcripts import conversation, judged, said
from trio_sockets.check.model.transcript import Conversation

GAME = "S: GAME 1 100 7"


def guesses(*moves: str, greeting: str = GAME, end: str = "(FIN)") -> Conversation:
    """Return a game of moves like ``50 HIGHER 6``."""
    lines = [greeting]
    for move in moves:
        guess, _, reply = move.partition(" ")
        lines += [f"C: {guess}", *([f"S: {reply}"] if reply else [])]
    return conversation(*lines, end)


LOST = ["1 HIGHER 6", "1 HIGHER 5", "1 HIGHER 4", "1 HIGHER 3", "1 HIGHER 2", "1 HIGHER 1"]


# --- 01 to 04 ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("lines", "verdict", "words"),
    [
        ([GAME], "pass", None),
        (["S| GAME 1", "S:  100 7"], "pass", None),
        (["S| GAME 1 100 7"], "fail", "the server's message has no newline at its end"),
        (["(silence)"], "timeout", "it sends nothing before the first guess"),
        (["(refused)"], "fail", "no program accepts a connection: Connection refused"),
        (
            ["S: GAME 1 100 7 42"],
            "fail",
            "its first message does not tell the parameters, or tells something else, too",
        ),
        (
            ["S: GAME 100 1 7"],
            "fail",
            "its first message does not tell the parameters, or tells something else, too",
        ),
    ],
)
def test_the_parameters_come_first(lines: list[str], verdict: str, words: str | None) -> None:
    finding = judged("game", "game.01", conversation(*lines))
    assert (finding.verdict, said(finding) if finding.words else None) == (verdict, words)


def test_a_bound_that_is_refused() -> None:
    low, high = guesses("1 HIGHER 6"), guesses("100 ERR out-of-range no")
    finding = judged("game", "game.02", low, high)
    assert (finding.verdict, finding.conversation) == ("fail", 1)
    assert judged("game", "game.02", low, guesses("100 LOWER 6")).verdict == "pass"


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        ("1 HIGHER 6", "100 LOWER 6", "pass"),
        ("1 WIN 1", "100 WIN 1", "pass"),
        ("1 LOWER 6", "100 HIGHER 6", "fail"),
        ("1 HIGHER 6", "100 HIGHER 6", "fail"),
    ],
)
def test_a_hint_beyond_the_bounds_points_the_wrong_way(low: str, high: str, verdict: str) -> None:
    assert judged("game", "game.03", guesses(low), guesses(high)).verdict == verdict


@pytest.mark.parametrize(
    ("moves", "words"),
    [
        (["50 HIGHER 6", "75 LOWER 5", "60 WIN 3"], None),
        (["50 HIGHER 6", "50 HIGHER 5"], None),
        (
            ["50 HIGHER 6", "51 LOWER 5"],
            "this contradicts the earlier answers: no number is possible any more",
        ),
        (
            ["50 LOWER 6", "70 WIN 2"],
            "this contradicts the earlier answers: no number is possible any more",
        ),
        (
            ["50 HIGHER 6", "50 HIGHER 5", "50 LOSE 44"],
            "this contradicts the earlier answers: no number is possible any more",
        ),
        (["50 HIGHER 7"], "it says 7 tries, but 6 are left"),
        (["50 HIGHER 6", "60 HIGHER 6"], "it says 6 tries, but 5 are left"),
        (["50 HIGHER 6", "x ERR no", "60 HIGHER 5"], None),
        (["50 HIGHER 6", "60 WIN 5"], "it says 5 tries, but 2 were used"),
    ],
)
def test_answers_that_contradict_each_other(moves: list[str], words: str | None) -> None:
    finding = judged("game", "game.04", guesses("50 WIN 1"), guesses(*moves))
    assert (said(finding) if finding.words else None) == words


# --- 05, 06 ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("moves", "verdict", "words"),
    [
        ([*LOST, "1 LOSE 63"], "pass", None),
        (["1 WIN 1"], "pass", None),
        ([*LOST[:5], "1 LOSE 63"], "fail", "it is lost after 6 tries, but there are 7"),
        ([*LOST, "1 HIGHER 0", "1 LOSE 63"], "fail", "it is lost after 8 tries, but there are 7"),
        ([*LOST, "1 HIGHER 0", "1"], "fail", "after 7 wrong guesses, the game is not lost"),
        ([*LOST, "1"], "fail", "the server closed before reply number 7"),
    ],
)
def test_a_game_is_lost_with_its_last_try(
    moves: list[str], verdict: str, words: str | None
) -> None:
    finding = judged("game", "game.05", guesses(*moves))
    assert (finding.verdict, said(finding) if finding.words else None) == (verdict, words)


HALVES = ["50 HIGHER 6", "75 LOWER 5", "62 HIGHER 4", "68 LOWER 3", "65 LOWER 2", "63 HIGHER 1"]


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ("64 WIN 7", None),
        ("64 LOSE 64", "the guess 64 was right, but the game is not won"),
        ("64 LOSE 12", "the guess 64 was right, but the game is not won"),
        ("64 HIGHER 0", "the guess 64 was right, but the game is not won"),
    ],
)
def test_a_game_is_won_with_its_last_try(last: str, words: str | None) -> None:
    finding = judged("game", "game.06", guesses("50 WIN 1"), guesses(*HALVES, last))
    assert (said(finding) if finding.words else None) == words


def test_a_guess_that_the_loss_names_was_right() -> None:
    finding = judged(
        "game", "game.06", guesses("50 HIGHER 1", "70 LOSE 70", greeting="S: GAME 1 100 2")
    )
    assert said(finding) == "the guess 70 was right, but the game is not won"


# --- 07 to 09 ----------------------------------------------------------------------------------
def test_halving_finds_the_number_if_the_tries_suffice() -> None:
    lost = guesses(*HALVES[:-1], "63 HIGHER 1", "64 LOSE 12")
    assert (
        said(judged("game", "game.07", lost)) == "7 tries are enough, but the number was not found"
    )
    few = guesses("50 HIGHER 1", "75 LOSE 90", greeting="S: GAME 1 100 2")
    assert judged("game", "game.07", few).verdict == "pass"
    assert judged("game", "game.07", guesses(*HALVES, "64 WIN 7")).verdict == "pass"


@pytest.mark.parametrize(
    ("moves", "verdict"),
    [
        (["50 WIN 1"], "pass"),
        (["50 LOSE 50"], "fail"),
        (
            ["50 HIGHER 6", "75 LOWER 5", "62 LOWER 4", "56 LOWER 3", "53 LOWER 2", "51 LOWER 1"],
            "fail",
        ),
    ],
)
def test_the_first_guess_may_be_right(moves: list[str], verdict: str) -> None:
    assert judged("game", "game.08", guesses("50 WIN 1"), guesses(*moves)).verdict == verdict


@pytest.mark.parametrize(
    ("end", "verdict"), [("(FIN)", "pass"), ("(RST)", "fail"), ("(silence)", "timeout")]
)
def test_the_server_closes_after_the_last_message(end: str, verdict: str) -> None:
    game = guesses(*LOST, "1 LOSE 63", end=end)
    assert judged("game", "game.09", game).verdict == verdict


# --- 16 ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("replies", "words"),
    [
        (["S: LOSE 63", "(FIN)"], None),
        (
            ["S: LOSE 63", "(RST)"],
            "the server reset the connection (RST) instead of closing it (FIN)",
        ),
        (["S: LOSE 63", "(silence)"], "the server did not close the connection"),
        (["S| LOSE 6", "(FIN)"], "it closed before its last message was whole"),
        (["S: LOSE 63", "S: HIGHER 0", "(FIN)"], "it answers guesses after the end"),
    ],
)
def test_guesses_after_the_end_change_nothing(replies: list[str], words: str | None) -> None:
    game = conversation("S: GAME 1 100 2", "C: 1\n1\n1\n1", "S: HIGHER 1", *replies)
    finding = judged("game", "game.16", game)
    assert (said(finding) if finding.words else None) == words
