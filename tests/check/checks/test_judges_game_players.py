"""What the judges of the game say of wrong guesses, of secrets, and of several players."""

import random

import pytest

from check.transcripts import conversation, judged, said
from trio_sockets.check.model.transcript import Conversation


def game(*lines: str, greeting: str = "S: GAME 1 100 7") -> Conversation:
    return conversation(greeting, *lines)


# --- 10 to 12: wrong guesses -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("guess", "replies", "verdict"),
    [
        ("0", ["ERR out-of-range", "HIGHER 6"], "pass"),
        ("0", ["I do not like that", "HIGHER 6"], "pass"),
        ("0", ["HIGHER 6", "LOWER 5"], "lenient"),  # true, but it costs a try
        ("101", ["LOWER 6", "LOWER 5"], "lenient"),
        ("101", ["HIGHER 6", "LOWER 5"], "fail"),
        ("0", ["HIGHER 6"], "lenient"),  # it was ignored
        ("0", ["WIN 1"], "pass"),
        ("0", [], "fail"),
        ("0", ["ERR out-of-range"], "fail"),
    ],
)
def test_a_guess_out_of_bounds(guess: str, replies: list[str], verdict: str) -> None:
    lines = [f"S: {reply}" for reply in replies]
    tried = game(f"C: {guess}", *lines[:1], "C: 50", *lines[1:], "(FIN)")
    assert judged("game", "game.10", game("(leaves)"), tried).verdict == verdict


@pytest.mark.parametrize(
    ("guess", "reply", "verdict"),
    [
        ("3.5", "ERR not-a-number", "pass"),
        ("3.5", "HIGHER 6", "fail"),
        ("fifty", "LOWER 6", "fail"),
        ("1 2", "HIGHER 6", "fail"),
    ],
)
def test_a_guess_that_is_no_whole_number(guess: str, reply: str, verdict: str) -> None:
    tried = game(f"C: {guess}", f"S: {reply}", "C: 50", "S: LOWER 5")
    assert judged("game", "game.11", game("(leaves)"), tried).verdict == verdict


@pytest.mark.parametrize(
    ("guess", "reply", "verdict"),
    [
        ("007", "HIGHER 6", "pass"),
        ("007", "ERR not-a-number", "pass"),
        ("+1", "HIGHER 6", "pass"),
        ("9" * 400, "LOWER 6", "lenient"),
        ("9" * 400, "HIGHER 6", "fail"),
    ],
)
def test_a_number_in_another_form(guess: str, reply: str, verdict: str) -> None:
    tried = game(f"C: {guess}", f"S: {reply}", "C: 50", "S: LOWER 5")
    assert judged("game", "game.12", game("(leaves)"), tried).verdict == verdict


def test_a_worse_guess_counts_more_than_a_lenient_one() -> None:
    lenient = game("C: 0", "S: HIGHER 6", "C: 50", "S: LOWER 5")
    bad = game("C: 101", "(FIN)")
    assert judged("game", "game.10", game("(leaves)"), lenient, bad).verdict == "fail"


# --- 13: how secrets are drawn -----------------------------------------------------------------
def won(secret: int, high: int = 100) -> Conversation:
    return game(f"C: {secret}", "S: WIN 1", greeting=f"S: GAME 1 {high} 7")


FAIR = random.Random(1).sample(range(1, 101), 40)


@pytest.mark.parametrize(
    ("secrets", "words"),
    [
        (FAIR, None),
        ([42] * 40, "in 40 games, it was always 42"),
        ([42] * 3, None),  # too few to tell
        ([1 + number % 50 for number in FAIR], "some numbers come up far too often"),
    ],
)
def test_numbers_that_do_not_look_drawn(secrets: list[int], words: str | None) -> None:
    finding = judged("game", "game.13", *map(won, secrets))
    assert finding.words is None if words is None else said(finding).startswith(words)


def test_the_same_numbers_after_a_restart() -> None:
    facts: dict[str, object] = {"restarted after": 40}
    again = judged("game", "game.13", *map(won, FAIR + FAIR[:8]), facts=facts)
    assert said(again).startswith("after a restart, it draws the same numbers: ")
    other = judged("game", "game.13", *map(won, FAIR + FAIR[8:16]), facts=facts)
    assert other.verdict == "pass"


def test_of_three_numbers_any_may_come_up_often() -> None:
    games = [won(2, high=3)] * 40
    assert judged("game", "game.13", *games).verdict == "pass"


# --- 14: secrets that are told -----------------------------------------------------------------
def told(secret: int, reply: str, greeting: str = "From 1 to 100, 7 tries.") -> Conversation:
    return conversation(
        f"S: {greeting.format(secret=secret)}",
        "C: 50",
        f"S: {reply.format(secret=secret)}",
        f"C: {secret}",
        "S: You win",
    )


@pytest.mark.parametrize(
    ("secrets", "greeting", "reply", "verdict"),
    [
        ([63, 71, 88], "From 1 to 100, 7 tries.", "Too low", "pass"),
        ([63, 71, 88], "From 1 to 100, 7 tries. {secret}", "Too low", "fail"),
        ([63, 71, 88], "From 1 to 100, 7 tries.", "Too low (it is {secret}.)", "fail"),
        ([63, 71, 88], "From 1 to 100, 7 tries.", "Too low, 71 games", "pass"),
        ([63], "From 1 to 100, 7 tries. {secret}", "Too low", "pass"),  # once may be chance
        ([6, 7, 5], "From 1 to 100, 7 tries.", "Too high, {secret} left", "pass"),
    ],
)
def test_a_secret_that_is_told_early(
    secrets: list[int], greeting: str, reply: str, verdict: str
) -> None:
    games = [told(secret, reply, greeting) for secret in secrets]
    assert judged("game", "game.14", *games, dialect="free-text").verdict == verdict


# --- 15, 17: several players -------------------------------------------------------------------
def test_who_comes_after_others_have_left_is_served() -> None:
    left = game("C: 50", "S: LOWER 6", "(leaves)")
    assert judged("game", "game.15", left, left, game("C: 50", "S: LOWER 6")).verdict == "pass"
    assert judged("game", "game.15", left, left, conversation("(silence)")).verdict == "timeout"


KNOWN = ["C: 50", "S: HIGHER 2", "C: 52", "S: LOWER 1"]


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (["C: 51", "S: WIN 3"], ["C: 1", "S: HIGHER 2", "C: 1", "S: HIGHER 1"], None),
        (
            ["C: 51", "S: LOSE 7"],
            [],
            "this contradicts the earlier answers: no number is possible any more",
        ),
        (
            ["C: 51", "S: HIGHER 0"],
            [],
            "this contradicts the earlier answers: no number is possible any more",
        ),
        (["C: 51", "S: LOSE"], [], "the guess 51 was right, but the game is not won"),
        (["C: 51"], [], "reply number 3 did not come in time"),
        (
            ["C: 51", "S: WIN 3"],
            ["C: 1", "S: HIGHER 2", "C: 1", "S: LOSE 9"],
            "it is lost after 2 tries, but there are 3",
        ),
        (
            ["C: 51", "S: WIN 3"],
            ["C: 1", "S: HIGHER 2", "C: 1", "S: HIGHER 0"],
            "it says 0 tries, but 1 are left",
        ),
    ],
)
def test_two_players_disturb_each_other(
    first: list[str], second: list[str], words: str | None
) -> None:
    greeting = "S: GAME 1 100 3"
    one, two = game(*KNOWN, *first, greeting=greeting), game(*second, greeting=greeting)
    finding = judged("game", "game.17", one, two)
    assert (said(finding) if finding.words else None) == words
