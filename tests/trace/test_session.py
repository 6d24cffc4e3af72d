"""Pairs of programs, run and watched: the faults of students are in their pictures."""

import shutil
import sys
from pathlib import Path

import pytest
import trio

from helpers.installed import needs
from helpers.trace_runs import PROGRAMS, Seen, python_pair, run_session
from helpers.trace_story import arrows
from trio_sockets.trace import choosing
from trio_sockets.trace.choosing import choose, is_deaf, is_python, title_of
from trio_sockets.trace.errors import TraceError
from trio_sockets.trace.model.events import Exit, Note
from trio_sockets.trace.model.layout import lay_out
from trio_sockets.trace.model.picture import Layout
from trio_sockets.trace.plan import TracePlan
from trio_sockets.trace.sources.system_call_programs import why_no_calls
from trio_sockets.words import Words, say

needs_strace = needs("strace")


def drawn(seen: Seen) -> Layout:
    recording = seen.recording
    return lay_out(recording, recording.last)


def said(layout: Layout) -> list[str]:
    return [remark.words.read() for remarks in layout.remarks.values() for remark in remarks]


async def test_a_game_is_drawn_with_what_its_lines_mean() -> None:
    seen = await run_session(python_pair("game_server.py", "game_client.py"))
    layout = drawn(seen)
    assert [column.title for column in layout.columns] == ["game_server.py", "game_client.py"]
    assert "guess 63 → found, tries used: 3" in said(layout)
    assert seen.codes["client"] == 0
    ends = {event.program: event for event in seen.events if isinstance(event, Exit)}
    assert ends["client"].code == 0
    assert (ends["server"].code, ends["server"].signal) == (None, "")  # we ended it


async def test_a_line_that_is_read_in_two_pieces_splits() -> None:
    layout = drawn(await run_session(python_pair("one_line_server.py", "small_client.py")))
    assert "one sendall came in 2 pieces" in said(layout)
    pieces = [
        line.arrow for line in layout.lines if line.arrow.end in {17, 21} and line.arrow.target.call
    ]
    assert len({arrow.source.call for arrow in pieces}) == 1


async def test_lines_that_are_glued_join() -> None:
    layout = drawn(await run_session(python_pair("slow_server.py", "two_lines_client.py")))
    assert "2 sends came in one recv" in said(layout)


async def test_a_send_to_a_client_that_has_gone_meets_a_reset() -> None:
    seen = await run_session(python_pair("deaf_server.py", "leaving_client.py"))
    layout = drawn(seen)
    assert "this is never read: the other side had closed" in said(layout)
    assert ("rst", "", "server sendall") in arrows(layout)


async def test_a_client_that_waits_in_the_queue_is_told() -> None:
    layout = drawn(await run_session(python_pair("one_accept_server.py", "patient_client.py", 2)))
    queued = [mark for row in layout.rows for mark in row.marks.values() if mark.queued]
    assert len(queued) == 1
    assert any(text.startswith("it had waited in the queue") for text in said(layout))


SYNTAX = {
    "C": ("cc", "pair.c", ["{folder}/pair"]),
    "Java": ("javac", "Pair.java", ["java", "-cp", "{folder}", "Pair"]),
    "JavaScript": ("node", "pair.js", ["node", "{folder}/pair.js"]),
    "Go": ("go", "pair.go", ["{folder}/pair"]),
}


@needs_strace
@pytest.mark.thorough
@pytest.mark.parametrize("language", SYNTAX)
async def test_the_echo_pair_draws_the_same_arrows_in_every_language(
    language: str, tmp_path: Path
) -> None:
    compiler, source, command = SYNTAX[language]
    if shutil.which(compiler) is None:
        pytest.skip(f"{compiler} is not installed")
    shutil.copy(PROGRAMS / source, tmp_path)
    builds = {
        "cc": ["cc", "-o", "pair", source],
        "javac": ["javac", source],
        "go": ["go", "build", "-o", "pair", source],
    }
    if compiler in builds:
        await trio.run_process(builds[compiler], cwd=tmp_path)
    words = [word.format(folder=tmp_path) for word in command]
    seen = await run_session(
        TracePlan(
            server=[*words, "server", "{port}"],
            clients=[[*words, "client", "{host}", "{port}"]],
            by="calls",
        )
    )
    assert said_between(drawn(seen)) == [
        ("syn", "client", "server"),
        ("bytes", "client", "server"),
        ("bytes", "server", "client"),
        ("end", "client", "server"),
        ("end", "server", "client"),
    ]


def said_between(layout: Layout) -> list[tuple[str, str, str]]:
    """Return the arrows as which program sent them to which; a half-close and a close are ends."""
    columns = layout.columns
    found = []
    for line in layout.lines:
        kind = line.arrow.kind.value
        kind = "end" if kind in {"fin", "half-close"} else kind
        found.append((kind, columns[line.source[1]].program, columns[line.target[1]].program))
    return list(dict.fromkeys(found))


async def test_a_relay_stands_between_programs_that_cannot_be_seen() -> None:
    plan = python_pair("game_server.py", "game_client.py")
    seen = await run_session(TracePlan(server=plan.server, clients=plan.clients, by="relay"))
    layout = drawn(seen)
    assert [column.means for column in layout.columns] == ["relay", "relay"]
    assert "guess 63 → found, tries used: 3" in said(layout)


async def test_a_server_that_ends_before_it_listens_starts_no_client() -> None:
    seen = await run_session(
        TracePlan(server=[sys.executable, "-c", "raise SystemExit(3)"], clients=[["false"]])
    )
    assert seen.codes == {"server": 3}
    assert any(
        "before it listened" in event.text for event in seen.events if isinstance(event, Note)
    )


async def test_a_program_that_is_not_there_is_told_in_one_line() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        await run_session(TracePlan(program=["./no-such-program"], by="python"))
    assert caught.group_contains(TraceError, match=r"cannot run './no-such-program'")


async def test_a_program_that_leaves_children_behind_leaves_none() -> None:
    code = (
        "import subprocess, sys; subprocess.Popen([sys.executable, '-c', "
        "'import time; time.sleep(60)'], start_new_session=True)"
    )
    seen = await run_session(TracePlan(program=[sys.executable, "-c", code]))
    assert seen.codes == {"program": 0}


@pytest.mark.parametrize(
    ("command", "title", "python"),
    [
        ("python3 server.py 1", "server.py", True),
        ("/usr/bin/python3.12 -u folder/server.py", "server.py", True),
        ("python3 -m server", "server", True),
        ("pypy3 s.py", "s.py", True),
        ("node pair.js", "pair.js", False),
        ("java -cp out Pair 1", "Pair", False),
        ("java -jar a/b.jar", "b.jar", False),
        ("./pair 1", "pair", False),
    ],
)
def test_what_a_command_runs_is_seen_by_its_words(
    command: str, title: str, *, python: bool
) -> None:
    assert title_of(command.split()) == title
    assert is_python(command.split()) is python


@pytest.mark.parametrize(
    ("command", "deaf"),
    [
        ("python3 s.py -I", False),
        ("python3 -u s.py", False),
        ("python3 -I s.py", True),
        ("python3 -uE s.py", True),
        ("python3 -c -I", False),
    ],
)
def test_a_python_that_loads_no_shim_is_known(command: str, *, deaf: bool) -> None:
    assert is_deaf(command.split()) is deaf


async def test_what_cannot_be_is_told_with_what_is_done_instead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def forbidden(_program: str) -> Words:
        return say("strace is not installed")

    monkeypatch.setattr(choosing, "why_no_calls", forbidden)
    by_calls = await choose(["python3", "s.py"], "calls")
    assert by_calls.by == "python"
    note = by_calls.note(relayed=False)
    assert note is not None
    assert note.read().startswith("strace is not installed: its own Python reports")
    other = await choose(["./server"], None)
    assert other.by == "relay"
    for relayed, words in ((True, "a relay is used instead"), (False, "only what its peers show")):
        note = other.note(relayed=relayed)
        assert note is not None
        assert note.read().startswith(f"strace is not installed: {words}")
    assert (await choose(["python3", "s.py"], None)).reason is None


@pytest.mark.skipif(sys.platform != "linux", reason="strace is Linux's")
async def test_a_system_that_forbids_to_trace_is_known_by_a_trial(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strace = tmp_path / "strace"
    strace.write_text(
        "#!/bin/sh\necho 'strace: ptrace(PTRACE_SEIZE): Operation not permitted' >&2\nexit 1\n"
    )
    strace.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    reason = await why_no_calls("true")
    assert reason is not None
    assert reason.read() == "this system does not allow tracing (ptrace)"
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    missing = await why_no_calls("true")
    assert missing is not None
    assert missing.read() == "strace is not installed"
