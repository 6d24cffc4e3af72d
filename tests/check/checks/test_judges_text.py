"""What the judges of the text server say of transcripts."""

import pytest

from check.transcripts import conversation, judged, said
from trio_sockets.check.model.transcript import Conversation

NOW = 1_795_356_185.0
LATE = NOW + 50
"""Five seconds before the minute is over."""

FACTS: dict[str, object] = {"asked at": NOW, "offset": 3600.0}

UPPER = "C: UPPER hello, world 42"


def test_the_right_reply_passes() -> None:
    assert judged("text", "text.01", conversation(UPPER, "S: HELLO, WORLD 42")).verdict == "pass"


def test_a_reply_may_come_in_pieces() -> None:
    talk = conversation(UPPER, "S| HELLO", "S: , WORLD 42")
    assert judged("text", "text.01", talk).verdict == "pass"


def test_a_reply_may_end_in_cr_lf() -> None:
    talk = conversation(UPPER, "S: HELLO, WORLD 42\r")
    assert judged("text", "text.01", talk).verdict == "pass"


def test_a_wrong_reply_is_shown_beside_the_right_one() -> None:
    finding = judged("text", "text.01", conversation(UPPER, "S: HELLO, world 42"))
    assert (finding.verdict, finding.first_wrong) == ("fail", 7)
    assert (finding.expected, finding.received) == (b"HELLO, WORLD 42", b"HELLO, world 42")


@pytest.mark.parametrize(
    ("end", "verdict", "words"),
    [
        ("(silence)", "timeout", "reply number 1 did not come within 2 s"),
        ("(FIN)", "fail", "the server closed before reply number 1"),
        ("(RST)", "fail", "the server reset the connection (RST) before reply number 1"),
        ("(reads no more)", "timeout", "the server did not read for 2 s"),
        ("(leaves)", "timeout", "reply number 1 did not come in time"),
    ],
)
def test_why_a_reply_is_missing(end: str, verdict: str, words: str) -> None:
    finding = judged("text", "text.01", conversation(UPPER, end))
    assert (finding.verdict, said(finding)) == (verdict, words)


def test_the_second_reply_of_two_may_be_missing() -> None:
    talk = conversation("C: UPPER word 0", "S: WORD 0", "C: UPPER word 1", "(FIN)")
    finding = judged("text", "tcp.03", talk)
    assert said(finding) == "the server closed before reply number 2"
    assert finding.look
    assert "loop" in finding.look.read()


def test_a_reply_without_its_newline_is_told_apart_from_none() -> None:
    finding = judged("text", "tcp.03", conversation("C: UPPER word 0", "S| WORD 0", "(silence)"))
    assert said(finding) == "the server's message has no newline at its end"
    assert finding.received == b"WORD 0"


def test_a_refused_connection_is_what_it_is() -> None:
    finding = judged("text", "text.01", conversation("(refused)"))
    assert said(finding) == "no program accepts a connection: Connection refused"


# --- Letters -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("É STRASSE", "pass"),
        ("É STRASSE\r", "pass"),
        ("É STRAßE", "lenient"),
        ("É STRAẞE", "lenient"),
        ("é STRASSE", "fail"),
        ("E STRASSE", "fail"),
    ],
)
def test_sharp_s_has_several_capitals(reply: str, verdict: str) -> None:
    talk = conversation("C: UPPER é straße", f"S: {reply}")
    assert judged("text", "text.04", talk).verdict == verdict


# --- Errors ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("S: ERR unknown", "pass"),
        ("S: what?", "lenient"),
        ("(silence)", "timeout"),
        ("(FIN)", "fail"),
    ],
)
def test_an_error_should_look_like_one(reply: str, verdict: str) -> None:
    finding = judged("text", "text.07", conversation("C: FROBNICATE 42", reply))
    assert finding.verdict == verdict


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [("S: HELLO", "pass"), ("S: ERR unknown", "pass"), ("S: hello", "lenient"), ("(FIN)", "fail")],
)
def test_a_small_command_is_obeyed_or_earns_an_error(reply: str, verdict: str) -> None:
    assert judged("text", "text.08", conversation("C: upper hello", reply)).verdict == verdict


def test_after_an_error_the_conversation_goes_on() -> None:
    asked = ["C: FROBNICATE 42", "S: ERR a", "C: ?", "S: ERR b", "C: 42", "S: ERR c"]
    on = conversation(*asked, "C: UPPER still here", "S: STILL HERE")
    over = conversation(*asked[:2], "(FIN)")
    assert judged("text", "text.09", on).verdict == "pass"
    assert said(judged("text", "text.09", over)) == "the server closed before reply number 2"


@pytest.mark.parametrize("dialect", ["free-text", "sheet"])
def test_an_error_that_would_win_the_game_ends_no_conversation_of_text(dialect: str) -> None:
    end = "|" if dialect == "sheet" else ":"
    talk = conversation(f"C{end} FROBNICATE 42", f"S{end} Command not found", "(FIN)")
    finding = judged("text", "text.09", talk, dialect=dialect)
    assert said(finding) == "the server closed before reply number 2"


def test_a_bad_line_whose_error_would_win_the_game_ends_nothing() -> None:
    talk = conversation("C: ", "S: Command not found", "(FIN)")
    finding = judged("text", "line.10", talk, dialect="free-text")
    assert said(finding) == "the server closed before reply number 2"


@pytest.mark.parametrize(
    ("replies", "verdict"),
    [
        (["ERR empty", "WORD 0"], "pass"),
        (["WORD 0"], "lenient"),
        (["ERR a", "ERR b", "WORD 0"], "lenient"),
        (["ERR a"], "timeout"),
        (["ERR a", "word 0"], "fail"),
    ],
)
def test_a_bad_line_earns_one_reply_and_strands_nobody(replies: list[str], verdict: str) -> None:
    lines = [f"S: {reply}" for reply in replies]
    talk = conversation("C: ", *lines[:1], "C: UPPER word 0", *lines[1:], "(silence)")
    assert judged("text", "line.10", talk).verdict == verdict


# --- The time ----------------------------------------------------------------------------------
def asked(*replies: str) -> Conversation:
    return conversation(*(line for reply in replies for line in ("C: DATENOW", f"S: {reply}")))


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [("1795356185", "pass"), ("2001-02-03 04:05", "pass"), ("<built-in function time>", "fail")],
)
def test_a_time_can_be_read(reply: str, verdict: str) -> None:
    assert judged("text", "text.10", asked(reply), facts=FACTS).verdict == verdict


@pytest.mark.parametrize(
    ("replies", "verdict"),
    [
        (["2026-11-22T14:03:05.1", "2026-11-22T14:03:05.2"], "pass"),
        (["14:03:05 22/11/2026"] * 2 + ["14:03:06 22/11/2026"], "pass"),
        (["2026-11-22T14:03:05"] * 3, "fail"),
        (["22/11/2026 15:03"] * 3, "lenient"),
        (["22/11/2026 15:03", "22/11/2026 15:03", "22/11/2026 15:04"], "pass"),
        (["22/11/2026 15:02"] * 3, "fail"),
        (["22/11/2026 15:04"] * 3, "fail"),
        (["2026-11-22T14:03:05", "2026-11-22T14:03:04"], "fail"),
        (["2026-11-22T14:03:05"], "timeout"),
    ],
)
def test_a_time_moves_on(replies: list[str], verdict: str) -> None:
    assert judged("text", "text.11", asked(*replies), facts=FACTS).verdict == verdict


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("1795356183.5", "pass"),
        ("2026-11-22T14:03:05Z", "pass"),
        ("22/11/2026 15:03:05", "pass"),
        ("2026-11-22T13:03:05Z", "fail"),
        ("22/11/2026 16:03:05", "fail"),
        ("22/11/2026 15:02:59", "fail"),
        ("22/11/2026 15:02", "fail"),
        ("22/11/2026 15:04", "fail"),
    ],
)
def test_the_time_is_now_in_some_zone_of_the_machine(reply: str, verdict: str) -> None:
    assert judged("text", "text.12", asked(reply), facts=FACTS).verdict == verdict


def test_a_time_told_to_the_minute_is_near_enough_to_now() -> None:
    finding = judged("text", "text.12", asked("22/11/2026 15:03"), facts=FACTS | {"asked at": LATE})
    assert (finding.verdict, said(finding)) == ("lenient", "it tells the time only to the minute")
