"""The checker's own calls, told from what it wrote down: the program's pair with them."""

from collections.abc import Sequence

import pytest

from helpers.trace_story import Story, arrows
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.crash import CrashEvidence
from trio_sockets.check.model.report import Result
from trio_sockets.check.model.transcript import (
    Conversation,
    Ended,
    Endpoints,
    Event,
    HalfClosed,
    Left,
    Received,
    Refused,
    Reset,
    Sent,
    Silence,
    Transcript,
)
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.check.tracing.again import comes_again, worth_tracing
from trio_sockets.check.tracing.checker_calls import checker_calls
from trio_sockets.trace.model.events import Begin, End, Named, Program, Shut
from trio_sockets.trace.model.layout import lay_out
from trio_sockets.words import say

SERVER, CLIENT = "127.0.0.1:50009", "127.0.0.1:40001"
LINK = Endpoints(0.0, 0.001, CLIENT, SERVER)


def calls(*happened: Event, link: Endpoints | None = LINK) -> list[tuple[str, str]]:
    """Return the names of the checker's calls, each with its error, or how it ended a stream."""
    events = list(checker_calls([Conversation(happened, link)], 1000.0))
    ends = {event.call: event.error for event in events if isinstance(event, End)}
    shuts = {event.call: event.how for event in events if isinstance(event, Shut)}
    return [
        (event.name, ends[event.call] or shuts.get(event.call, ""))
        for event in events
        if isinstance(event, Begin)
    ]


@pytest.mark.parametrize(
    ("happened", "told"),
    [
        (Sent(0.1, b"x"), ("sendall", "")),
        (Received(0.1, b"x"), ("recv", "")),
        (Ended(0.1), ("recv", "")),
        (Reset(0.1), ("recv", "ECONNRESET")),
        (Silence(2.1, 2.0), ("recv", "TimeoutError")),
        (HalfClosed(0.1), ("shutdown", "half")),
        (Left(0.1, rudely=False), ("close", "close")),
        (Left(0.1, rudely=True), ("close", "abort")),
    ],
    ids=str,
)
def test_what_happened_is_told_as_a_call(happened: Event, told: tuple[str, str]) -> None:
    assert calls(happened) == [("connect", ""), told]


def test_a_refused_connection_is_a_call_that_failed() -> None:
    assert calls(Refused(0.1, "nobody", port=50009), link=None) == [("connect", "ECONNREFUSED")]


def test_an_end_is_told_once() -> None:
    twice = (Reset(0.1), HalfClosed(0.2), Reset(0.2), HalfClosed(0.3))
    assert calls(*twice) == [("connect", ""), ("recv", "ECONNRESET")]
    assert calls(HalfClosed(0.1), HalfClosed(0.2)) == [("connect", ""), ("shutdown", "half")]


def test_a_blocked_send_stays_as_it_was_told() -> None:
    blocked = (Sent(0.1, b"x"), Silence(2.1, 2.0, blocked=True))
    assert calls(*blocked) == [("connect", ""), ("sendall", "")]


def test_the_calls_of_a_server_pair_with_the_checkers() -> None:
    story = Story("server")
    story.listen()
    story.accept(own=SERVER, peer=CLIENT)
    story.receive("server", 2, b"UPPER a\n")
    story.send("server", 2, b"A\n")
    conversation = Conversation(
        (Sent(0.002, b"UPPER a\n"), Received(0.02, b"A\n"), Left(0.03, rudely=False)), LINK
    )
    story.add(Program(story.now, "checker", "checker", "none"))
    for event in checker_calls([conversation], 1000.0):
        story.add(event)
    assert arrows(lay_out(story.recording(), 1001.0)) == [
        ("syn", "checker connect", "server accept"),
        ("bytes", "checker sendall", "server recv"),
        ("bytes", "server sendall", "checker recv"),
        ("fin", "checker close", ""),
    ]


def test_a_client_finds_the_checker_where_it_listens() -> None:
    link = Endpoints(0.01, 0.01, SERVER, CLIENT)
    story = Story("checker", "client")
    story.connect()
    story.send("client", 1, b"50\n")
    conversation = Conversation((Received(0.02, b"50\n"), Sent(0.03, b"LOWER 6\n")), link)
    for event in checker_calls([conversation], 1000.0, listens_at=SERVER):
        story.add(event)
    layout = lay_out(story.recording(), 1001.0)
    assert ("syn", "client connect", "checker accept") in arrows(layout)
    assert ("bytes", "client sendall", "checker recv") in arrows(layout)
    assert [column.title for column in layout.columns] == ["checker.py", "client.py"]


def columns_of(count: int) -> set[str]:
    links = [Endpoints(n, n + 0.1, f"127.0.0.1:{40000 + n}", SERVER) for n in range(count)]
    conversations = [Conversation((Received(link.until, b"x"),), link) for link in links]
    return {
        event.thread for event in checker_calls(conversations, 1000.0) if isinstance(event, Begin)
    }


def test_two_connections_have_a_column_each_and_more_share_one() -> None:
    assert columns_of(2) == {"", "connection 2"}
    assert columns_of(3) == {""}


def test_calls_of_one_column_never_overlap() -> None:
    links = [Endpoints(0.0, 0.1, f"127.0.0.1:{40000 + n}", SERVER) for n in range(5)]
    conversations = [
        Conversation((Sent(0.2, b"a"), Received(1.0 + n, b"b")), link)
        for n, link in enumerate(links)
    ]
    events = list(checker_calls(conversations, 1000.0))
    received = [event for event in events if isinstance(event, Begin) and event.name == "recv"]
    assert [event.at for event in received] == [1001.0 + n for n in range(5)]
    assert {event.local for event in events if isinstance(event, Named)} == {
        link.own for link in links
    }


async def _script(_harness: object) -> None:
    raise AssertionError


def result(verdict: Verdict, english: str | None = None, **more: object) -> Result:
    check: Check[object] = Check(
        id="x.01",
        title=say("x"),
        teaches=say("x"),
        section=say("x"),
        script=_script,
        judge=lambda _: PASSED,
    )
    finding = Finding(verdict=verdict, words=None if english is None else say(english))
    transcript = Transcript(conversations=(), dialect=load_dialect("ours"))
    return Result(check=check, finding=finding, **{"transcript": transcript, **more})  # type: ignore[arg-type]


FAIL, TIMEOUT, UNCLEAR = Verdict.FAIL, Verdict.TIMEOUT, Verdict.UNCLEAR


@pytest.mark.parametrize(
    ("verdicts", "first", "every"),
    [
        ([Verdict.PASS, FAIL, Verdict.SKIPPED, TIMEOUT], [1], [1, 3]),
        ([Verdict.LENIENT, UNCLEAR, FAIL], [1], [1, 2]),
        ([Verdict.PASS, Verdict.ERROR], [], []),
    ],
)
def test_the_first_finding_is_run_again_or_every_one(
    verdicts: Sequence[Verdict], first: list[int], every: list[int]
) -> None:
    results = [result(verdict) for verdict in verdicts]
    assert worth_tracing(results, every=False) == [results[place] for place in first]
    assert worth_tracing(results, every=True) == [results[place] for place in every]


def test_what_was_never_talked_about_is_not_run_again() -> None:
    assert worth_tracing([result(FAIL, transcript=None)], every=True) == []


def test_only_the_same_finding_has_come_again() -> None:
    first = result(FAIL, "reply {number} is wrong")
    assert comes_again(first, result(FAIL, "reply {number} is wrong"))
    assert not comes_again(first, result(FAIL, "it closed"))
    assert not comes_again(first, result(TIMEOUT, "reply {number} is wrong"))
    assert not comes_again(first, result(Verdict.PASS))


def test_a_crash_comes_again_as_a_crash_in_whatever_words() -> None:
    crash = CrashEvidence(1)
    first = result(FAIL, "{what}; {crash}. A second try passed", crash=crash)
    assert comes_again(first, result(FAIL, "it closed", crash=crash))
    assert not comes_again(first, result(FAIL, "it closed"))
