"""The judges of clients: the same transcript, the same verdict, with words that help."""

from collections.abc import Iterable

import pytest

from check.checks.client_transcripts import ENDED_WELL, RUNNING, transcript
from trio_sockets.check.checks.clients.listed import client_checks
from trio_sockets.check.checks.clients.waiting import SHARES
from trio_sockets.check.checks.in_language import finding_in_language
from trio_sockets.check.dialect.dialect_file import parse_dialect
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.harness.scenario import GuessSource
from trio_sockets.check.judging.client_game import read_play
from trio_sockets.check.model.exit_status import ExitStatus
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.programming.language import ProgrammingLanguage

SILENT_FAILURE = ExitStatus(exit_code=1, output=b"connected\n")
CRASHED = ExitStatus(
    exit_code=1, output=b"Traceback (most recent call last):\n  x\nOSError: gone\n"
)


def judged(number: int, found: Transcript, service: str = "game") -> Finding:
    checks = {check.id: check for check in client_checks(service, "hostile")}
    return checks[f"client.{number:02}"].judge(found)


def said(finding: Finding) -> str:
    return finding.words.read() if finding.words else ""


@pytest.mark.parametrize(
    ("ending", "verdict", "words"),
    [
        (ExitStatus(exit_code=None, awaited=10), Verdict.TIMEOUT, "it did not connect within 10 s"),
        (ExitStatus(exit_code=2), Verdict.FAIL, "it ended (exit code 2) and never connected"),
    ],
)
def test_who_never_connects_is_told_how_it_went(
    ending: ExitStatus, verdict: Verdict, words: str
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
    assert said(finding) == ("at try 3 it guesses 40, which the answer to 50 had ruled out")
    assert finding.expected is not None
    assert not isinstance(finding.expected, bytes)
    assert finding.expected.read() == "a number from 51 to 74"


def test_who_counts_up_uses_no_hint_and_who_halves_badly_is_forgiven() -> None:
    guesses = "".join(f"C: {guess}\nS: HIGHER {40 - guess}\n" for guess in range(1, 40))
    finding = judged(6, transcript(f"S: GAME 1 100 40\n{guesses}C: 40\nS: LOSE 70"))
    assert said(finding) == "it did not find one of 100 numbers with 40 tries"
    assert judged(7, transcript(LOST)).verdict is Verdict.LENIENT


# --- Dialects that say more --------------------------------------------------------------------
GAME = 'higher = "HIGHER {left}"\nlower = "LOWER {left}"\nwin = "WIN"\nlose = "LOSE"\n'
NAMED = parse_dialect(
    "named",
    '[game]\nfirst = [{ prompt = "Name? ", say = "I AM {name}" }]\nprompt = "Guess? "\n'
    f'greeting = "GAME {{low}} {{high}} {{tries}}"\n{GAME}',
)
ON_THE_SHEET = parse_dialect(
    "sheet", f"[game]\nparameters = {{ low = 1, high = 1000, tries = 15 }}\n{GAME}"
)


def test_a_name_is_no_guess_and_no_early_word() -> None:
    begun = "S: Name? \\\nC: I AM ana\n"
    played = transcript(f"{begun}S: GAME 1 100 7\nS: Guess? \\\nC: 50", dialect=NAMED)
    assert judged(2, played).verdict is Verdict.PASS
    assert [turn.guess for turn in read_play(played).turns] == [50]
    early = judged(2, transcript(f"{begun}C: 50\nS: GAME 1 100 7", dialect=NAMED))
    assert (early.verdict, early.received) == (Verdict.FAIL, b"50\n")


def test_a_client_that_does_not_give_its_name_is_told_how() -> None:
    finding = judged(2, transcript("S: Name? \\\nC: 50\nC is silent", dialect=NAMED))
    assert said(finding) == "it does not begin as the class agreed"
    assert (finding.expected, finding.received) == (b"I AM trio\n", b"50")


def test_an_answer_behind_a_prompt_is_read() -> None:
    begun = "S: Name? \\\nC: I AM ana\nS: GAME 1 100 7\nS: Guess? \\\nC: 50\n"
    play = read_play(transcript(f"{begun}S: HIGHER 6\nS: Guess? \\\nC: 75", dialect=NAMED))
    assert [(turn.guess, turn.answer) for turn in play.turns] == [(50, Kind.HIGHER), (75, None)]


@pytest.mark.parametrize(
    ("guesses", "verdict"),
    [(range(1, 16), Verdict.FAIL), ([*range(60, 900, 60), 950], Verdict.PASS)],
)
def test_few_tries_show_whether_hints_are_used(guesses: Iterable[int], verdict: Verdict) -> None:
    answers = [f"HIGHER {left}" for left in range(14, 0, -1)] + ["LOSE"]
    pairs = zip(guesses, answers, strict=True)
    turns = "".join(f"C: {guess}\nS: {answer}\n" for guess, answer in pairs)
    assert judged(6, transcript(turns, dialect=ON_THE_SHEET)).verdict is verdict


ENDED = "S: GAME 1 100 7\nC: 50\nS: WIN 1\nS closes\nC ends"


@pytest.mark.parametrize(
    ("ending", "verdict", "words"),
    [
        (ENDED_WELL, Verdict.PASS, ""),
        (RUNNING, Verdict.TIMEOUT, "the game was won: 3 s later it still runs"),
        (
            ExitStatus(exit_code=None, awaited=3, busy=0.9),
            Verdict.TIMEOUT,
            "the game was won: 3 s later it still runs, and keeps a processor busy",
        ),
        (ExitStatus(exit_code=0), Verdict.FAIL, "it does not tell its user: the game was won"),
        (
            ExitStatus(exit_code=1, last_words=b"won"),
            Verdict.FAIL,
            "it ends with exit code 1, and all went well",
        ),
        (CRASHED, Verdict.FAIL, "it crashed: OSError: gone"),
    ],
)
def test_how_a_winner_ends(ending: ExitStatus, verdict: Verdict, words: str) -> None:
    finding = judged(8, transcript(ENDED, ending=ending))
    assert (finding.verdict, said(finding)) == (verdict, words)


def test_a_loser_may_end_with_any_code() -> None:
    text = "S: GAME 1 100 1\nC: 50\nS: LOSE 75\nS closes\nC ends"
    assert judged(
        9, transcript(text, ending=ExitStatus(exit_code=1, last_words=b"lost"))
    ).verdict is (Verdict.PASS)


def test_an_answer_to_a_part_of_a_message() -> None:
    finding = judged(14, transcript("S: GAME\\\nC: 50\nS:  1 100 7\nC is silent"))
    assert said(finding) == "it answers when only a part of the message has come: GAME"


@pytest.mark.parametrize(
    ("more", "ending", "verdict"),
    [
        ("C is silent", RUNNING, Verdict.FAIL),
        ("C: 25", RUNNING, Verdict.PASS),
        ("C ends", ExitStatus(exit_code=1), Verdict.PASS),
        ("C is silent", ExitStatus(exit_code=None, output=b"it is shutting-down"), Verdict.PASS),
        ("C ends", CRASHED, Verdict.FAIL),
    ],
)
def test_the_second_of_two_messages_is_noticed_in_one_way_or_another(
    more: str, ending: ExitStatus, verdict: Verdict
) -> None:
    text = f"S: GAME 1 100 7\nS: ERR shutting-down the server is about to stop\nC: 50\n{more}"
    assert judged(16, transcript(text, ending=ending)).verdict is verdict


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (ExitStatus(exit_code=1, last_words=b"the server is gone"), ""),
        (CRASHED, "it crashed: OSError: gone"),
        (ExitStatus(exit_code=-11), "it crashed: the system ended it by the signal SIGSEGV"),
        (ExitStatus(exit_code=-63), "it crashed: the system ended it by the signal 63"),
        (RUNNING, "the server closed: 3 s later it still runs"),
        (SILENT_FAILURE, "it does not tell its user: the server closed"),
        (
            ExitStatus(exit_code=0, last_words=b"bye"),
            "it ends with exit code 0, as if all were well: the server closed",
        ),
    ],
)
def test_a_failure_is_to_be_told(ending: ExitStatus, words: str) -> None:
    assert said(judged(18, transcript("S closes\nC ends", ending=ending))) == words


def test_an_exit_code_of_0_after_a_failure_that_was_told_is_lenient() -> None:
    told = ExitStatus(exit_code=0, last_words=b"bye")
    assert judged(18, transcript("S closes\nC ends", ending=told)).verdict is Verdict.LENIENT


def test_a_client_that_crashed_before_it_connected_is_told_where() -> None:
    broken = ExitStatus(
        exit_code=1,
        output=b'Traceback (most recent call last):\n  File "/home/ana/c.py", line 3, in <module>\n'
        b"NameError: name 'sokcet' is not defined\n",
    )
    finding = judged(1, transcript(ending=broken))
    assert said(finding) == "it crashed: NameError: name 'sokcet' is not defined (c.py, line 3)"
    assert finding.look is not None
    assert finding.look.read().startswith("The program itself is broken there")


def test_a_c_program_is_told_of_sigpipe() -> None:
    finding = judged(21, transcript("S: GAME 1 100 7\nC: 50", ending=ExitStatus(exit_code=-13)))
    in_c = finding_in_language(finding, ProgrammingLanguage.C)
    assert in_c.look is not None
    assert "SIG_IGN" in in_c.look.read()


@pytest.mark.parametrize(("share", "verdict"), [(0.02, Verdict.PASS), (0.97, Verdict.FAIL)])
def test_a_busy_wait(share: float, verdict: Verdict) -> None:
    found = transcript("S: GAME 1 100 7\nC: 50", ending=RUNNING, facts={SHARES: (0.0, share)})
    assert judged(23, found).verdict is verdict


def test_a_client_of_echo_that_leaves_with_a_part() -> None:
    finding = judged(14, transcript("C: hello\nS: hel\\\nC ends\nS: lo"), "echo")
    assert said(finding) == "it closed after 3 of 6 bytes had come back"
    assert finding.first_wrong == 3


def test_a_reply_that_is_shown_in_two_pieces_is_not_shown() -> None:
    shown = transcript(
        "C: UPPER hello\nS: HELLO\nC ends",
        typed=("UPPER hello",),
        ending=ExitStatus(exit_code=0, output=b"HEL\nLO\n"),
    )
    assert said(judged(14, shown, "text")) == "it does not show the reply to UPPER hello: HELLO"


def test_the_server_of_echo_or_text_may_close_when_it_likes() -> None:
    for service in ("echo", "text"):
        found = transcript("C: UPPER a\nS closes\nC ends", ending=ExitStatus(exit_code=0))
        assert judged(20, found, service).verdict is Verdict.LENIENT


def test_whoever_types_is_not_asked_whether_the_program_can_play() -> None:
    program = {check.id for check in client_checks("game", "plain")}
    typed = {check.id for check in client_checks("game", "plain", GuessSource.TYPED)}
    assert program - typed == {"client.06", "client.07"}


@pytest.mark.parametrize("service", ["echo", "text", "game"])
@pytest.mark.parametrize("player", GuessSource)
def test_what_a_check_needs_comes_before_it(service: str, player: GuessSource) -> None:
    before: set[str] = set()
    for check in client_checks(service, "hostile", player):
        assert {*check.needs} <= before
        before.add(check.id)
