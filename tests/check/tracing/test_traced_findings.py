"""Findings of the zoo, run again under trace: the picture shows the mistake."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import trio
from trio.testing import MockClock

from check.tracing.traced_zoo import CLIENTS, SERVERS, traced_client, traced_server
from check.zoo.zoo_grading import command
from helpers.installed import needs
from helpers.trace_story import arrows, text_of
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.harness.programs.process import running
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.report import Result
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.check.runner import Harness
from trio_sockets.check.tracing.again import Again, Opened, trace_findings
from trio_sockets.trace import choosing
from trio_sockets.trace.model.picture import Layout
from trio_sockets.words import Words, say


def python(program: Path) -> list[str]:
    return [sys.executable, str(program), "{port}"]


def picture(result: Result) -> Layout:
    assert result.traced is not None
    assert result.traced.words is None, result.traced.words.read()
    assert result.traced.layout is not None
    return result.traced.layout


def remarks(layout: Layout) -> set[str]:
    return {remark.words.read() for found in layout.remarks.values() for remark in found}


async def test_glued_messages_are_seen_in_the_servers_recv() -> None:
    words = python(SERVERS / "messages_glued.py")
    good, bad = await traced_server("text", words, ["tcp.01", "line.06"])
    assert (good.verdict, good.traced) == (Verdict.PASS, None)
    assert bad.verdict is Verdict.FAIL
    layout = picture(bad)
    assert "3 lines came in one recv" in remarks(layout)
    assert ("bytes", "checker sendall", "server recv") in arrows(layout)
    assert ("bytes", "server sendall", "checker recv") in arrows(layout)
    drawn = text_of(layout, 140)
    assert ":27 recv(4096)" in drawn  # with the line of the student's own code
    assert "exit code" not in drawn  # the check was over before the server was ended


async def test_a_client_that_waits_for_accept_is_seen_in_the_queue() -> None:
    words = python(SERVERS / "second_client_waits.py")
    [bad] = await traced_server("text", words, ["many.01"])
    assert bad.verdict is Verdict.TIMEOUT
    layout = picture(bad)
    assert [column.thread for column in layout.columns] == ["", "", "connection 2"]
    # Not until when: a server on a busy machine may call accept once the check has hung up.
    assert "in the queue" in text_of(layout, 140)
    assert "TimeoutError" in text_of(layout, 140)


async def test_only_the_first_finding_is_run_again_unless_all_are_wanted() -> None:
    words = python(SERVERS / "one_recv_one_message.py")
    first, second = await traced_server("text", words, ["line.01", "line.06"], every=False)
    assert picture(first)
    assert second.verdict is Verdict.FAIL
    assert second.traced is None


@needs("strace")
async def test_a_program_in_another_language_is_seen_by_its_system_calls(tmp_path: Path) -> None:
    words = [*command(SERVERS / "nul_ends_the_line.c", tmp_path), "{port}"]
    [bad] = await traced_server("text", words, ["line.11"])
    assert bad.verdict.bad
    layout = picture(bad)
    assert {column.means for column in layout.columns} == {"calls", "none"}
    assert any(arrow[0] == "bytes" and arrow[1] == "checker sendall" for arrow in arrows(layout))


async def test_a_client_of_one_recv_is_seen_to_close_too_early() -> None:
    words = python(CLIENTS / "game/one_recv.py")
    [bad] = await traced_client("game", words, ["client.14"])
    assert bad.verdict is Verdict.FAIL
    layout = picture(bad)
    assert layout.columns[0].program == "checker"
    assert ("syn", "client connect", "checker accept") in arrows(layout)
    assert ("bytes", "checker sendall", "client recv") in arrows(layout)
    assert "ended, exit code 1" in text_of(layout)


async def test_a_finding_that_does_not_come_again_has_no_picture_and_says_so(
    tmp_path: Path,
) -> None:
    flaky = tmp_path / "server.py"
    done = tmp_path / "done"
    flaky.write_text(
        "import pathlib, socket, sys\n"
        f"runs = pathlib.Path({str(done)!r})\n"
        "before = len(runs.read_text()) if runs.exists() else 0\n"
        "runs.write_text('x' * (before + 1))\n"
        "server = socket.create_server(('127.0.0.1', int(sys.argv[1])))\n"
        "while True:\n"
        "    conn, _ = server.accept()\n"
        "    while data := conn.recv(4096):\n"
        "        conn.sendall(data if before >= 2 else b'no')\n"
    )
    [bad] = await traced_server("echo", python(flaky), ["echo.01"])
    assert bad.verdict is Verdict.FAIL
    assert bad.traced is not None
    assert bad.traced.layout is None
    assert bad.traced.words is not None
    assert bad.traced.words.read() == "under trace, it did not come again"


async def test_where_nothing_can_be_seen_one_line_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [*command(SERVERS / "nul_ends_the_line.c", tmp_path), "{port}"]

    async def forbidden(_program: str) -> Words:
        return say("strace is not installed")

    monkeypatch.setattr(choosing, "why_no_calls", forbidden)
    [bad] = await traced_server("text", words, ["line.11"])
    assert bad.verdict.bad
    assert bad.traced is not None
    assert bad.traced.layout is None
    assert bad.traced.words is not None
    assert bad.traced.words.read() == "strace is not installed"


def finding() -> Result:
    """Return a finding that no program is run for."""

    async def script(_harness: object) -> None:
        raise AssertionError

    check: Check[object] = Check(
        id="x.01",
        title=say("x"),
        teaches=say("x"),
        section=say("x"),
        script=script,
        judge=lambda _transcript: PASSED,
    )
    transcript = Transcript(conversations=(), dialect=load_dialect("ours"))
    words = Finding(verdict=Verdict.FAIL, words=say("it is wrong"))
    return Result(check=check, finding=words, transcript=transcript)


async def told(opened: Callable[[], Awaitable[None]]) -> str:
    """Return why a finding has no picture.

    :param opened: what happens when its program is to be started again.
    """

    async def no_harness(_chance: object, _afresh: bool) -> Harness:  # noqa: FBT001 - the runner's
        raise AssertionError

    @asynccontextmanager
    async def open_again(_starter: object) -> AsyncIterator[Opened]:
        await opened()
        yield Opened(no_harness)

    first = finding()
    again = Again(role="server", open=open_again, starter=running)
    [result] = await trace_findings([first], again, every=False, seed=1)
    assert replace(result, traced=None) == first
    assert result.traced is not None
    assert result.traced.layout is None
    assert result.traced.words is not None
    return result.traced.words.read()


async def test_a_fault_of_the_tracer_costs_the_picture_alone() -> None:
    async def fails() -> None:
        await trio.lowlevel.checkpoint()
        raise RuntimeError("on purpose")

    assert await told(fails) == "tracing it failed: RuntimeError: on purpose"


async def test_a_run_that_never_begins_costs_the_picture_alone(autojump_clock: MockClock) -> None:
    assert await told(trio.sleep_forever) == "under trace, it took too long"
