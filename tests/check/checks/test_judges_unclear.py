"""A reply that a dialect cannot read says nothing of the program; its meanings are told."""

from dataclasses import replace

import pytest

from check.checks import client_transcripts
from check.transcripts import conversation, judged, said, transcript
from trio_sockets.check.checks.clients.listed import client_checks
from trio_sockets.check.checks.servers.listed import server_checks
from trio_sockets.check.judging.unclear import ANSWERS, possible_answers
from trio_sockets.check.model.transcript import Conversation
from trio_sockets.check.model.verdict import Finding

GREETING = "S: From 1 to 100 in 3 tries."


def game(*moves: str, end: str = "(FIN)") -> Conversation:
    """Return a game of moves like ``50 Too low``."""
    lines = [GREETING]
    for guess, _, reply in (move.partition(" ") for move in moves):
        lines += [f"C: {guess}", f"S: {reply}"]
    return conversation(*lines, end)


def free(service: str, id_: str, *conversations: Conversation) -> Finding:
    return judged(service, id_, *conversations, dialect="free-text")


@pytest.mark.parametrize(
    ("conversation", "number", "could_be"),
    [
        (game("50 Zoom!"), 0, ["win"]),
        (game("50 Hmm", "60 Too low"), 0, ["higher", "lower"]),
        (game("1 Hmm", "60 Too low"), 0, ["higher"]),
        (game("100 Hmm", "60 Too low"), 0, ["lower"]),
        (game("1 Too low", "1 Too low", "1 Zoom"), 2, ["lose"]),
        (game("50 Too low", "52 Too high", "51 Zoom!"), 2, ["win"]),
        (game("50 Too low", "60 Too low", "70 Hmm"), 2, ["win", "lose"]),
        (game("200 Hmm", "60 Too low"), 0, ["error"]),
        (game("x Hmm", "60 Too low"), 0, ["error"]),
        (game("50 Hmm", end="(silence)"), 0, ["higher", "lower", "win"]),
        (conversation("S: Hello", "C: 50", "S: Hmm"), 0, [*ANSWERS]),
    ],
)
def test_what_a_reply_could_mean_follows_from_the_rest(
    conversation: Conversation, number: int, could_be: list[str]
) -> None:
    found = transcript(conversation, dialect="free-text")
    assert [*possible_answers(found, 0, number)] == could_be


def test_the_words_of_a_sentence_tell_what_it_could_mean() -> None:
    finding = free("game", "game.02", game("50 Zoom! It was 63"), game("100 Too high"))
    assert (finding.verdict, [*finding.could_be]) == ("unclear", ["win"])
    early = free("game", "game.02", game("50 Wrong", "60 Too low"), game("100 Too high"))
    assert (early.verdict, [*early.could_be]) == ("unclear", ["higher", "lower"])


def test_an_answer_with_many_numbers_is_not_taken_for_the_parameters() -> None:
    played = game("50 Too low", "60 Too low", "70 Zoom 70 63 3")
    assert free("game", "game.05", played).verdict == "unclear"


def test_an_end_that_is_not_understood_is_unclear() -> None:
    finding = free("game", "game.05", game("1 Too low", "1 Too low", "1 Zoom, 63"))
    assert (finding.verdict, [*finding.could_be]) == ("unclear", ["lose"])
    assert finding.received == b"Zoom, 63"
    assert said(finding) == (
        "the dialect free-text does not know this message, which could be a loss"
    )


@pytest.mark.parametrize(
    ("id_", "conversations"),
    [
        ("game.01", [conversation("S: Welcome, stranger")]),
        ("game.02", [game("1 Hmm"), game("100 Too high")]),
        ("game.06", [game("50 Too low", "52 Too high", "51 Zoom!")]),
        ("game.07", [game("50 Too low", "75 Hmm", end="(silence)")]),
        ("game.16", [game("1 Too low", "1 Too low", "1 Zoom")]),
    ],
)
def test_the_judges_of_the_game_know_it(id_: str, conversations: list[Conversation]) -> None:
    if id_ == "game.07":  # three tries are too few for it
        conversations = [
            conversation(GREETING.replace("3", "9"), "C: 50", "S: Too low", "C: 75", "S: Hmm")
        ]
    assert free("game", id_, *conversations).verdict == "unclear"
    strict = replace(transcript(*conversations, dialect="free-text").dialect, strict=True)
    [check] = [check for check in server_checks("game") if check.id == id_]
    confirmed = replace(transcript(*conversations), dialect=strict)
    assert check.judge(confirmed).verdict == "fail"


@pytest.mark.parametrize("id_", ["game.04", "game.06", "game.07", "game.08", "game.13", "game.14"])
def test_a_judge_that_saw_too_little_is_not_content(id_: str) -> None:
    stopped = game("50 Too low", "75 Zoom", end="(silence)")
    assert free("game", id_, stopped).verdict == "unclear"
    ours = conversation("S: GAME 1 100 3", "C: 50", "S: HIGHER 2", "C: 75", "S: Zoom")
    finding = judged("game", id_, ours)
    assert (finding.verdict, said(finding)) == ("fail", "this is not an answer to a guess")


def test_what_is_certain_comes_before_what_is_unclear() -> None:
    unread, silent = game("0 Hmm", "50 Hmm"), conversation(GREETING, "C: 101", "(silence)")
    finding = free("game", "game.10", conversation(GREETING), unread, silent)
    assert (finding.verdict, finding.conversation) == ("timeout", 2)


def test_a_blank_reply_is_wrong_in_every_dialect() -> None:
    assert free("game", "game.02", game("1  "), game("100 Too high")).verdict == "fail"


def test_an_error_in_other_words_is_unclear() -> None:
    finding = free("text", "text.07", conversation("C: FROBNICATE 42", "S: Come again?"))
    assert (finding.verdict, [*finding.could_be]) == ("unclear", ["error"])
    asked = conversation("C: FROBNICATE 42", "S: Come again?")
    assert judged("text", "text.07", asked).verdict == "lenient"


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("HELLO, WORLD 42!!!", "unclear"),
        ("> HELLO, WORLD 42", "unclear"),
        ("HELLO, WORLD 42HELLO, WORLD 42", "fail"),
        ("HELLO, WORLD 42\0", "fail"),
        ("HELLO, WORLD 42 ", "fail"),
        ("hello, world 42", "fail"),
    ],
)
def test_the_right_reply_with_words_around_it_is_unclear(reply: str, verdict: str) -> None:
    asked = conversation("C: UPPER hello, world 42", f"S: {reply}")
    assert free("text", "text.01", asked).verdict == verdict
    assert judged("text", "text.01", asked).verdict == "fail"


def test_replies_that_are_glued_are_wrong() -> None:
    glued = conversation("C: UPPER word 0", "S: WORD 0WORD 1WORD 2", "(silence)")
    assert free("text", "line.06", glued).verdict == "fail"


@pytest.mark.parametrize(
    ("service", "id_", "talk"),
    [
        ("game", "client.03", "S: From 1 to 100 in 3 tries.\nC: My guess: 50\nC ends"),
        ("game", "client.04", "S: From 1 to 100 in 3 tries.\nC: Ana\nC ends"),
        ("text", "client.10", "C: capitals of hello\nC ends"),
    ],
)
def test_what_a_client_says_may_be_unclear_too(service: str, id_: str, talk: str) -> None:
    [check] = [each for each in client_checks(service, "plain") if each.id == id_]
    strict = client_transcripts.transcript(talk)
    assert check.judge(strict).verdict == "fail"
    free_text = transcript(dialect="free-text").dialect
    assert check.judge(replace(strict, dialect=free_text)).verdict == "unclear"
