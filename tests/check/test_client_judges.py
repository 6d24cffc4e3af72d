"""The judges of clients: the same transcript, the same verdict, with words that help."""

import pytest
from client_transcripts import ENDED_WELL, RUNNING, transcript

from trio_sockets.check.checks.clients_waiting import SHARES
from trio_sockets.check.checks.listed_clients import client_checks
from trio_sockets.check.ending import Ending
from trio_sockets.check.scenario import Player
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import Finding, Verdict

SILENT_FAILURE = Ending(exit_code=1, output=b"connected\n")
CRASHED = Ending(exit_code=1, output=b"Traceback (most recent call last):\n  x\nOSError: gone\n")


def judged(number: int, found: Transcript, service: str = "game") -> Finding:
    checks = {check.id: check for check in client_checks(service, "hostile")}
    return checks[f"client.{number:02}"].judge(found)


def said(finding: Finding) -> str:
    return finding.words.read() if finding.words else ""


@pytest.mark.parametrize(
    ("ending", "verdict", "words"),
    [
        (Ending(exit_code=None, awaited=10), Verdict.TIMEOUT, "it did not connect within 10 s"),
        (Ending(exit_code=2), Verdict.FAIL, "it ended (exit code 2) and never connected"),
    ],
)
def test_who_never_connects_is_told_how_it_went(
    ending: Ending, verdict: Verdict, words: str
) -> None:
    for number in [*range(1, 10), *range(13, 24)]:
        finding = judged(number, transcript(ending=ending))
        assert (finding.verdict, said(finding)) == (verdict, words)


def test_a_guess_before_the_parameters() -> None:
    finding = judged(2, transcript("C: 50\nS: GAME 1 100 7\nC is silent"))
    assert finding.verdict is Verdict.FAIL
    assert finding.received == b"50\n"


def test_parameters_that_are_waited_for() -> None:
    assert judged(2, transcript("S: GAME 1 100 7\nC: 50")).verdict is Verdict.PASS
    finding = judged(2, transcript("S: GAME 1 100 7\nC is silent"))
    assert (finding.verdict, said(finding)) == (Verdict.TIMEOUT, "a guess did not come in 2 s")


UNENDED = "S: GAME 1 100 7\nC: 50\\\nS: HIGHER 6\nC: 75\\\nS: HIGHER 5\nC: 88\\\nS: HIGHER 4"
THREE = "S: GAME 1 100 7\nC: 50\nS: HIGHER 6\nC: 75\nS: HIGHER 5\nC: 88\nS: HIGHER 4"


@pytest.mark.parametrize(
    ("text", "verdict", "received"),
    [
        (THREE, Verdict.PASS, None),
        (UNENDED, Verdict.LENIENT, b"507588"),
        (THREE.replace("C: 75", "C: I guess 75"), Verdict.FAIL, b"I guess 75"),
        (THREE.replace("C: 50", "C: 50\nC: 60"), Verdict.FAIL, b"50\n60\n"),
        ("S: GAME 1 100 7\nC: 50\nS: HIGHER 6\nC ends", Verdict.FAIL, b""),
    ],
)  # fmt: skip
def test_guesses_are_whole_and_in_turn(text: str, verdict: Verdict, received: bytes | None) -> None:
    finding = judged(3, transcript(text))
    assert (finding.verdict, finding.received) == (verdict, received)


WON = "S: GAME 1 10 4\nC: 5\nS: WIN 1"


def test_a_guess_out_of_bounds() -> None:
    assert judged(4, transcript(WON, WON)).verdict is Verdict.PASS
    finding = judged(4, transcript(WON, "S: GAME 300 900 10\nC: 50\nC is silent"))
    assert (finding.verdict, finding.conversation) == (Verdict.FAIL, 1)
    assert said(finding) == "its guess 50 is out of bounds"


def test_who_goes_astray_by_a_hint_is_not_blamed_for_its_bounds() -> None:
    astray = "S: GAME 1 10 4\nC: 2\nS: HIGHER 3\nC: 1\nS: HIGHER 2\nC: 0\nC is silent"
    assert judged(4, transcript(astray, WON)).verdict is Verdict.PASS


LOST = "S: GAME 1 100 3\nC: 50\nS: HIGHER 2\nC: 75\nS: HIGHER 1\nC: 88\nS: LOSE 94"


def test_a_guess_after_the_last_try() -> None:
    assert judged(5, transcript(LOST)).verdict is Verdict.PASS
    finding = judged(5, transcript(f"{LOST}\nC: 94"))
    assert (finding.verdict, finding.received) == (Verdict.FAIL, b"94")


def test_the_first_guess_that_no_hint_left_possible_is_named() -> None:
    text = "S: GAME 1 100 40\nC: 50\nS: HIGHER 39\nC: 75\nS: LOWER 38\nC: 40\nS: HIGHER 37\nC: 20"
    finding = judged(6, transcript(text))
    assert finding.verdict is Verdict.FAIL
    assert said(finding) == ("with try 3 it guesses 40, which the answer to 50 had ruled out")
    assert finding.expected is not None
    assert not isinstance(finding.expected, bytes)
    assert finding.expected.read() == "a number from 51 to 74"


def test_who_counts_up_uses_no_hint_and_who_halves_badly_is_forgiven() -> None:
    guesses = "".join(f"C: {guess}\nS: HIGHER {40 - guess}\n" for guess in range(1, 40))
    finding = judged(6, transcript(f"S: GAME 1 100 40\n{guesses}C: 40\nS: LOSE 70"))
    assert said(finding) == "it has not found one of 100 numbers with 40 tries"
    assert judged(7, transcript(LOST)).verdict is Verdict.LENIENT


ENDED = "S: GAME 1 100 7\nC: 50\nS: WIN 1\nS closes\nC ends"


@pytest.mark.parametrize(
    ("ending", "verdict", "words"),
    [
        (ENDED_WELL, Verdict.PASS, ""),
        (RUNNING, Verdict.TIMEOUT, "the game was won: 3 s later it still runs"),
        (
            Ending(exit_code=None, awaited=3, busy=0.9),
            Verdict.TIMEOUT,
            "the game was won: 3 s later it still runs, and keeps a processor busy",
        ),
        (Ending(exit_code=0), Verdict.FAIL, "it says nothing of it: the game was won"),
        (
            Ending(exit_code=1, last_words=b"won"),
            Verdict.FAIL,
            "it ends with exit code 1, and all went well",
        ),
        (CRASHED, Verdict.FAIL, "it crashed: OSError: gone"),
    ],
)
def test_how_a_winner_ends(ending: Ending, verdict: Verdict, words: str) -> None:
    finding = judged(8, transcript(ENDED, ending=ending))
    assert (finding.verdict, said(finding)) == (verdict, words)


def test_a_loser_may_end_with_any_code() -> None:
    text = "S: GAME 1 100 1\nC: 50\nS: LOSE 75\nS closes\nC ends"
    assert judged(9, transcript(text, ending=Ending(exit_code=1, last_words=b"lost"))).verdict is (
        Verdict.PASS
    )


def test_an_answer_to_a_part_of_a_message() -> None:
    finding = judged(14, transcript("S: GAME\\\nC: 50\nS:  1 100 7\nC is silent"))
    assert said(finding) == "it answers when only a part has come: GAME"


@pytest.mark.parametrize(
    ("more", "ending", "verdict"),
    [
        ("C is silent", RUNNING, Verdict.FAIL),
        ("C: 25", RUNNING, Verdict.PASS),
        ("C ends", Ending(exit_code=1), Verdict.PASS),
        ("C is silent", Ending(exit_code=None, output=b"it is shutting-down"), Verdict.PASS),
        ("C ends", CRASHED, Verdict.FAIL),
    ],
)
def test_the_second_of_two_messages_is_noticed_in_one_way_or_another(
    more: str, ending: Ending, verdict: Verdict
) -> None:
    text = f"S: GAME 1 100 7\nS: ERR shutting-down the server is about to stop\nC: 50\n{more}"
    assert judged(16, transcript(text, ending=ending)).verdict is verdict


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (Ending(exit_code=1, last_words=b"the server is gone"), ""),
        (CRASHED, "it crashed: OSError: gone"),
        (Ending(exit_code=-11), "it crashed: the system ended it by the signal SIGSEGV"),
        (Ending(exit_code=-63), "it crashed: the system ended it by the signal 63"),
        (RUNNING, "the server closed: 3 s later it still runs"),
        (SILENT_FAILURE, "it says nothing of it: the server closed"),
        (
            Ending(exit_code=0, last_words=b"bye"),
            "it ends with exit code 0, as if all were well: the server closed",
        ),
    ],
)
def test_a_failure_is_to_be_told(ending: Ending, words: str) -> None:
    assert said(judged(18, transcript("S closes\nC ends", ending=ending))) == words


def test_a_c_program_is_told_of_sigpipe() -> None:
    finding = judged(21, transcript("S: GAME 1 100 7\nC: 50", ending=Ending(exit_code=-13)))
    assert finding.look is not None
    assert "SIG_IGN" in finding.look.read()


@pytest.mark.parametrize(("share", "verdict"), [(0.02, Verdict.PASS), (0.97, Verdict.FAIL)])
def test_a_busy_wait(share: float, verdict: Verdict) -> None:
    found = transcript("S: GAME 1 100 7\nC: 50", ending=RUNNING, facts={SHARES: (0.0, share)})
    assert judged(23, found).verdict is verdict


def test_a_client_of_echo_that_leaves_with_a_part() -> None:
    finding = judged(14, transcript("C: hello\nS: hel\\\nC ends\nS: lo"), "echo")
    assert said(finding) == "it closed when 3 of 6 bytes had come back"
    assert finding.first_wrong == 3


def test_a_reply_that_is_shown_in_two_pieces_is_not_shown() -> None:
    shown = transcript(
        "C: UPPER hello\nS: HELLO\nC ends",
        typed=("UPPER hello",),
        ending=Ending(exit_code=0, output=b"HEL\nLO\n"),
    )
    assert said(judged(14, shown, "text")) == "it does not show the reply to UPPER hello: HELLO"


def test_the_server_of_echo_or_text_may_close_when_it_likes() -> None:
    for service in ("echo", "text"):
        found = transcript("C: UPPER a\nS closes\nC ends", ending=Ending(exit_code=0))
        assert judged(20, found, service).verdict is Verdict.LENIENT


def test_whoever_types_is_not_asked_whether_the_program_can_play() -> None:
    program = {check.id for check in client_checks("game", "plain")}
    typed = {check.id for check in client_checks("game", "plain", Player.TYPED)}
    assert program - typed == {"client.06", "client.07"}


@pytest.mark.parametrize("service", ["echo", "text", "game"])
@pytest.mark.parametrize("player", Player)
def test_what_a_check_needs_comes_before_it(service: str, player: Player) -> None:
    before: set[str] = set()
    for check in client_checks(service, "hostile", player):
        assert {*check.needs} <= before
        before.add(check.id)
