"""What became of a server comes first in what is said of it, and its own advice with it."""

import pytest

from trio_sockets.check.checks.in_language import checks_in_language
from trio_sockets.check.checks.servers.listed import server_checks
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.model.server_end import SERVER_END, ServerEnd
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.check.programming.language import ProgrammingLanguage
from trio_sockets.language import translator
from trio_sockets.words import Words, say

TRACEBACK = b"""\
Traceback (most recent call last):
  File "/home/ana/server.py", line 12, in <module>
    guess = int(line)
ValueError: invalid literal for int() with base 10: 'fifty'
"""
JAVA = b"""\
Exception in thread "main" java.lang.NullPointerException: Cannot invoke "String.trim()"
\tat Server.main(Server.java:21)
"""
REFUSED = Finding(
    verdict=Verdict.TIMEOUT,
    words=say("nobody accepts a connection"),
    look=say("Is accept() called once only?"),
)


def hindsight(
    id_: str,
    end: ServerEnd | None,
    finding: Finding = REFUSED,
    language: ProgrammingLanguage = ProgrammingLanguage.PYTHON,
) -> Finding:
    listed = checks_in_language(server_checks("game"), language)
    [check] = [check for check in listed if check.id == id_]
    facts = {} if end is None else {SERVER_END: end}
    dialect = load_dialect("ours").of_service("game")
    return check.in_hindsight(finding, Transcript(conversations=(), dialect=dialect, facts=facts))


def read(words: Words | None) -> str:
    assert words is not None
    return words.read()


def test_a_crash_and_its_line_come_first() -> None:
    finding = hindsight("tcp.02", ServerEnd(1, TRACEBACK))
    assert finding.verdict is Verdict.FAIL
    assert read(finding.words) == (
        "it crashed: ValueError: invalid literal for int() with base 10: 'fifty' "
        "(server.py, line 12); nobody accepts a connection"
    )
    assert read(finding.look).startswith(
        "A text that is not a number was converted to one: catch ValueError"
    )


def test_a_check_that_sends_what_upsets_servers_keeps_its_own_advice() -> None:
    finding = hindsight("game.11", ServerEnd(1, TRACEBACK))
    assert read(finding.look) == "Is accept() called once only?"


def test_a_crash_is_read_in_the_words_of_its_language() -> None:
    finding = hindsight("tcp.03", ServerEnd(1, JAVA), language=ProgrammingLanguage.JAVA)
    assert "(Server.java, line 21)" in read(finding.words)
    assert "readLine() returns null" in read(finding.look)


def test_a_signal_is_named() -> None:
    finding = hindsight("many.06", ServerEnd(-13), language=ProgrammingLanguage.C)
    assert read(finding.words).startswith("it crashed: the system ended it by the signal SIGPIPE")
    assert "signal(SIGPIPE, SIG_IGN)" in read(finding.look)


def test_what_a_program_says_itself_before_it_ends_is_advice_too() -> None:
    finding = hindsight(
        "tcp.05", ServerEnd(2, b"starting\nbind: Address already in use\n"),
        language=ProgrammingLanguage.C,
    )  # fmt: skip
    assert 'exit code 2, and printed at last "bind: Address already in use"' in read(finding.words)
    assert "SO_REUSEADDR" in read(finding.look)


def test_a_server_that_counts_its_clients_is_told_so() -> None:
    finding = hindsight("tcp.04", ServerEnd(0, clients=3))
    assert read(finding.words) == (
        "it ended by itself after 3 clients, with exit code 0; nobody accepts a connection"
    )
    assert "does something count the clients" in read(finding.look)
    assert finding.words
    french = finding.words.read(translator("fr"))
    assert french.startswith("il s'est terminé de lui-même après 3 clients")


def test_an_end_without_a_known_reason_asks_for_no_loop() -> None:
    finding = hindsight("tcp.02", ServerEnd(3))
    assert read(finding.look).startswith("What happens to one client ends its conversation")


@pytest.mark.parametrize(
    ("end", "finding"),
    [
        (None, REFUSED),
        (ServerEnd(1, TRACEBACK), PASSED),
        # A thread failed, and the server goes on: what it says is wrong for another reason.
        (
            ServerEnd(None, TRACEBACK),
            Finding(verdict=Verdict.FAIL, words=say("reply number 1 is wrong"), received=b"x"),
        ),
    ],
)
def test_a_finding_that_has_another_reason_is_left_alone(
    end: ServerEnd | None, finding: Finding
) -> None:
    found = hindsight("tcp.03", end, finding)
    assert (found.verdict, found.words, found.look) == (
        finding.verdict, finding.words, finding.look,
    )  # fmt: skip


def test_a_thread_that_crashed_tells_why_nothing_came() -> None:
    silent = Finding(verdict=Verdict.TIMEOUT, words=say("no reply came"), received=b"")
    finding = hindsight("game.02", ServerEnd(None, TRACEBACK), silent)
    assert finding.verdict is Verdict.FAIL
    assert read(finding.words).endswith("(server.py, line 12); no reply came")
