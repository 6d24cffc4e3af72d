"""What the judges say of a server with a mistake that is known: it costs nothing once more."""

import pytest

from check.recorded_games import GAME, game, knowing
from check.transcripts import conversation, said, transcript
from trio_sockets.check.checks.servers.listed import server_checks
from trio_sockets.check.dialect.mistakes import NONE_KNOWN, Mistakes
from trio_sockets.check.model.transcript import Conversation
from trio_sockets.check.model.verdict import Finding

SILENT = Mistakes(silent_at_nonsense=True)
HINTS = [f"1 HIGHER {left}" for left in range(6, 0, -1)]
SEARCH = ["50 HIGHER 6", "75 LOWER 5", "62 HIGHER 4", "68 LOWER 3", "65 LOWER 2", "63 HIGHER 1"]
BOTH = Mistakes(refuses_low=True, refuses_high=True)


def judged(service: str, id_: str, mistakes: Mistakes, *conversations: Conversation) -> Finding:
    [check] = [check for check in server_checks(service) if check.id == id_]
    return check.judge(knowing(transcript(*conversations, service=service), mistakes))


@pytest.mark.parametrize(
    ("id_", "lines"),
    [
        ("text.06", ["C: UPPER"]),
        ("text.07", ["C: FROBNICATE 42"]),
        ("text.09", ["C: FROBNICATE 42", "C: ?", "C: 42", "C: UPPER still here", "S: STILL HERE"]),
        ("line.10", ["C: ", "C: UPPER word 0", "S: WORD 0"]),
    ],
)
def test_a_silence_at_nonsense_costs_nothing_once_it_is_known(id_: str, lines: list[str]) -> None:
    others = [conversation("C: LOWER", "S: ERR")] if id_ == "text.06" else []
    assert judged("text", id_, SILENT, conversation(*lines), *others).verdict == "pass"
    waited = conversation(*lines, "(silence)")
    assert judged("text", id_, NONE_KNOWN, waited, *others).verdict in {"timeout", "lenient"}


def test_who_answers_some_nonsense_is_no_worse_for_a_known_silence() -> None:
    lines = ["C: FROBNICATE 42", "S: ERR", "C: ?", "C: 42", "C: UPPER still here", "S: STILL HERE"]
    assert judged("text", "text.09", SILENT, conversation(*lines)).verdict == "pass"
    wrong = conversation(*lines[:-1], "S: still here")
    assert judged("text", "text.09", SILENT, wrong).verdict == "fail"


def test_an_end_at_nonsense_is_another_mistake_than_a_known_silence() -> None:
    assert (
        judged("text", "text.07", SILENT, conversation("C: FROBNICATE", "(FIN)")).verdict == "fail"
    )


def test_a_guess_that_is_no_number_may_go_unanswered_once_that_is_known() -> None:
    lines = [GAME, "C: fifty", "C: 50", "S: HIGHER 6"]
    both = conversation(GAME), conversation(*lines)
    assert judged("game", "game.11", NONE_KNOWN, *both).verdict == "lenient"
    assert judged("game", "game.11", SILENT, *both).verdict == "pass"
    cut = conversation(GAME, "C: \N{LATIN SMALL LETTER E WITH ACUTE}", "C: 25", "S: HIGHER 6")
    assert judged("game", "line.05", SILENT, cut).verdict == "pass"
    assert judged("game", "line.05", NONE_KNOWN, cut).verdict != "pass"


@pytest.mark.parametrize(
    ("mistakes", "low", "high", "verdict"),
    [
        (Mistakes(refuses_high=True), "1 HIGHER 6", "99 HIGHER 6", "pass"),  # it is 100
        (Mistakes(refuses_high=True), "1 LOWER 6", "99 HIGHER 6", "fail"),
        (BOTH, "2 LOWER 6", "99 LOWER 6", "pass"),  # it is 1
        (BOTH, "2 LOWER 6", "99 HIGHER 6", "fail"),
        (NONE_KNOWN, "1 HIGHER 6", "100 HIGHER 6", "fail"),
    ],
)
def test_a_number_may_lie_at_a_bound_that_is_refused(
    mistakes: Mistakes, low: str, high: str, verdict: str
) -> None:
    assert judged("game", "game.03", mistakes, game(low), game(high)).verdict == verdict


def test_a_number_that_is_refused_need_not_be_found() -> None:
    lost = game("99 HIGHER 6", end="(leaves)")
    assert judged("game", "game.07", Mistakes(refuses_high=True), lost).verdict == "pass"
    assert judged("game", "game.07", NONE_KNOWN, lost).verdict == "fail"


def test_an_end_without_a_word_is_a_loss_once_that_is_known() -> None:
    silent = game(*HINTS, "1", end="(FIN)")
    assert judged("game", "game.05", Mistakes(lost_untold=True), silent).verdict == "pass"
    early = game(*HINTS[:4], "1", end="(FIN)")
    finding = judged("game", "game.05", Mistakes(lost_untold=True), early)
    assert said(finding) == "the server closed before reply number 5"


def test_a_game_that_goes_on_need_not_be_lost_once_that_is_known() -> None:
    goes_on = game(*HINTS, "1 HIGHER 0", "1 HIGHER 0", end="(leaves)")
    assert judged("game", "game.05", Mistakes(never_lost=True), goes_on).verdict == "pass"
    assert judged("game", "game.17", Mistakes(never_lost=True), goes_on).verdict == "pass"
    assert judged("game", "game.05", NONE_KNOWN, goes_on).verdict == "fail"


def test_a_last_try_that_loses_is_a_win_once_that_is_known() -> None:
    robbed = game(*SEARCH, "64 LOSE 64")
    known = Mistakes(last_try_loses=True)
    for id_ in ("game.06", "game.07"):
        assert judged("game", id_, known, robbed).verdict == "pass"
        assert judged("game", id_, NONE_KNOWN, robbed).verdict == "fail"
