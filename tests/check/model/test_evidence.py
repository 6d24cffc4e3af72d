"""A crash stands, whatever a second try or an unread reply says."""

from helpers import sample_report as sample
from trio_sockets.check.model.crash import CrashEvidence, crash_of
from trio_sockets.check.model.evidence import certain, standing
from trio_sockets.check.model.exit_status import ExitStatus
from trio_sockets.check.model.report import Result
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.words import say

KILLED = CrashEvidence(-9)
FAILED = Finding(verdict=Verdict.FAIL, words=say("no reply came"))
UNREAD = Finding(verdict=Verdict.UNCLEAR, words=say("what is this?"))


def result(finding: Finding, crash: CrashEvidence | None = None) -> Result:
    return Result(check=sample.check("a.01"), finding=finding, crash=crash)


def test_a_second_try_that_passes_does_not_undo_a_crash() -> None:
    stands = standing(result(FAILED, KILLED), result(PASSED))
    assert (stands.verdict, stands.crash) == (Verdict.FAIL, KILLED)
    assert stands.finding.words
    assert stands.finding.words.read() == (
        "no reply came; it crashed: the system ended it by the signal SIGKILL. "
        "A second try passed, which does not undo a crash"
    )


def test_a_crash_that_the_finding_tells_is_told_once() -> None:
    told = Finding(verdict=Verdict.FAIL, words=say("it crashed: KeyError (a.py, line 3); no reply"))
    stands = standing(result(told, CrashEvidence(1, "KeyError")), result(PASSED))
    assert stands.finding.words
    assert stands.finding.words.read() == (
        "it crashed: KeyError (a.py, line 3); no reply. "
        "A second try passed, which does not undo a crash"
    )


def test_a_second_try_that_fails_otherwise_hides_no_crash() -> None:
    late = Finding(verdict=Verdict.TIMEOUT, words=say("too late"))
    stands = standing(result(FAILED, KILLED), result(late))
    assert stands.crash == KILLED
    assert stands.finding.words
    assert stands.finding.words.read().startswith("no reply came; it crashed")


def test_without_a_crash_the_second_try_stands() -> None:
    second = result(PASSED)
    assert standing(result(FAILED), second) is second
    crashed_again = result(FAILED, KILLED)
    assert standing(result(FAILED, CrashEvidence(1)), crashed_again) is crashed_again


def test_a_program_that_ended_has_failed_though_its_reply_is_unread() -> None:
    finding = certain(UNREAD, CrashEvidence(1, "ValueError: x"))
    assert finding.verdict is Verdict.FAIL
    assert finding.words
    assert finding.words.read() == "it crashed: ValueError: x"
    assert certain(UNREAD, CrashEvidence(None, "ValueError: x")) is UNREAD
    assert certain(UNREAD, None) is UNREAD
    assert certain(FAILED, KILLED) is FAILED


def test_an_exit_code_is_evidence_where_nothing_should_end_a_program() -> None:
    ended = ExitStatus(exit_code=3)
    found = crash_of(ended, any_code=True)
    assert found == CrashEvidence(3)
    assert found.words.read() == "it ended by itself, with exit code 3"
    assert crash_of(ended, any_code=False) is None
    assert crash_of(ExitStatus(exit_code=0), any_code=True) is None
    assert crash_of(ExitStatus(exit_code=None), any_code=True) is None


def test_a_traceback_is_evidence_though_the_program_goes_on() -> None:
    output = b"Traceback (most recent call last):\n  File 'x'\nKeyError: 1\n"
    found = crash_of(ExitStatus(exit_code=None, output=output), any_code=True)
    assert found == CrashEvidence(None, "KeyError: 1")
    assert found.words.read() == "it crashed: KeyError: 1"
