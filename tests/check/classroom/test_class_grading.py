"""Grading a class for real: some programs are good, some are bad, and none disturbs another."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest

from helpers.support import free_port
from helpers.waiting import goes_on
from trio_sockets.check.classroom.grading import Grader
from trio_sockets.check.classroom.running import ProgressListener, grade_class
from trio_sockets.check.classroom.sandbox.sandbox import MIB, SandboxLimits
from trio_sockets.check.classroom.submissions.finding import find_submissions
from trio_sockets.check.classroom.submissions.plan import Plan
from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.model.report import Report
from trio_sockets.check.model.score import CheckScore
from trio_sockets.check.model.verdict import Verdict

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits"),
    pytest.mark.alone,
]

LISTENS = """
import os, signal, socket, sys, threading, time
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", PORT))
s.listen(100)
BEFORE
def serve(c):
    with c:
        try:
            while data := c.recv(65536):
                c.sendall(data)
        except OSError:
            pass
while True:
    c, _ = s.accept()
    EACH
    threading.Thread(target=serve, args=(c,), daemon=True).start()
"""


def server(*, port: str = "int(sys.argv[1])", before: str = "", each: str = "") -> str:
    return LISTENS.replace("PORT", port).replace("BEFORE", before).replace("EACH", each)


GOOD = server()
HANGS = "import time\ntime.sleep(1000)"
FORKS = server(each="for _ in range(60):\n        os.fork() or time.sleep(1000)")
WRITES = server(each="[open(f'f{n}', 'wb').write(bytes(10**6)) for n in range(100)]")
EATS = server(each="eaten = bytearray(300 * 2**20)")
PRINTS = server(
    before="def talk():\n    while True: print('x' * 1000)\n"
    "threading.Thread(target=talk, daemon=True).start()"
)
STUBBORN = server(before="signal.signal(signal.SIGTERM, signal.SIG_IGN)")
DAEMON = "import os\nif os.fork(): os._exit(0)\nos.setsid()\n" + GOOD
BROKEN = "import socket\nthis is no Python"


def grader(**options: Any) -> Grader:
    limits = SandboxLimits(seconds=60, memory=200 * MIB, disk=30 * MIB, tasks=90)
    values: dict[str, Any] = {"limits": limits, "jobs": 2, "seed": 1}
    return Grader(dialect=load_dialect("ours"), **(values | options))


def put(folder: Path, sources: Mapping[str, str]) -> None:
    for name, source in sources.items():
        (folder / name).mkdir()
        (folder / name / "echo_server.py").write_text(source)


async def rows_of(folder: Path, grader: Grader) -> dict[str, ProgramRow]:
    submissions = find_submissions(folder, Plan())
    return {row.name: row for row in await grade_class(submissions, grader, ProgressListener())}


def sentences(row: ProgramRow) -> str:
    return " ".join([row.problem, *row.remarks, *(s.what + s.gone for s in row.explained)])


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """See that no process and no file is."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    yield
    assert list((tmp_path / "tmp").iterdir()) == []
    children = psutil.Process().children(recursive=True)
    assert [child for child in children if goes_on(child.pid)] == []


@pytest.fixture
def class_(tmp_path: Path) -> Path:
    folder = tmp_path / "class"
    folder.mkdir()
    return folder


async def test_none_disturbs_another(class_: Path) -> None:
    bad = {
        "forks": (FORKS, "it had more than 90 processes and threads"),
        "writes": (WRITES, "its files took more than 30 MiB"),
        "eats": (EATS, "it took more than 200 MiB of memory"),
        "broken": (BROKEN, "SyntaxError"),
        "daemon": (DAEMON, "the program ended by itself, with exit code 0"),
    }
    good = {"good": GOOD, "prints": PRINTS, "stubborn": STUBBORN}
    put(class_, {name: source for name, (source, _) in bad.items()} | good)
    rows = await rows_of(class_, grader())
    assert list(rows) == sorted([*bad, *good])
    for name in good:
        assert (name, rows[name].percent) == (name, 100), rows[name].first_fault
    for name, (_, words) in bad.items():
        score = rows[name].score
        assert score.earned < score.total / 2 or score.total == 0, name
        assert words in sentences(rows[name]), name


async def test_who_hangs_has_a_verdict_for_every_check(class_: Path) -> None:
    put(class_, {"hangs": HANGS, "good": GOOD})
    rows = await rows_of(class_, grader(limits=SandboxLimits(seconds=15)))
    assert rows["good"].percent == 100
    hangs = rows["hangs"]
    assert hangs.percent == 0
    assert len(hangs.explained) == len(rows["good"].explained)
    assert "the time of the submission ran out before this check" in sentences(hangs)


async def test_who_does_not_take_its_port_is_found_where_it_is(class_: Path) -> None:
    port = free_port()
    put(class_, {"adam": server(port=f"{port}")})
    rows = await rows_of(class_, grader())
    assert rows["adam"].percent == 100, rows["adam"].first_fault
    assert rows["adam"].remarks == (
        f"it was checked at 127.0.0.1:{port}, as it ignores the address that it is given",
    )


async def test_two_who_want_the_same_port_come_one_after_the_other(class_: Path) -> None:
    """Both have it while they are checked, and are only blamed for what they do there."""
    silent = server(port=f"{free_port()}", before="time.sleep(1000)")
    put(class_, {"adam": silent, "bea": silent})
    rows = await rows_of(class_, grader())
    for row in rows.values():
        assert row.remarks[0].startswith("it was checked at 127.0.0.1:")
        assert row.first_fault is not None
        assert row.first_fault.kind is Verdict.TIMEOUT, row.first_fault.what


async def test_what_cannot_be_built_is_said(class_: Path) -> None:
    put(class_, {"bad": ""})
    (class_ / "bad" / "check.toml").write_text(
        'build = "python3 -c \'import sys; print(1); sys.exit(\\"x.c:1: error: no\\")\'"\n'
        "[server.echo]\ncommand = 'x'\n"
    )
    rows = await rows_of(class_, grader())
    assert (rows["bad"].problem, rows["bad"].report) == ("python3: x.c:1: error: no", None)


async def test_the_same_seed_gives_the_same_table(class_: Path) -> None:
    put(class_, {"good": GOOD, "broken": BROKEN})
    tables = [
        [(row.name, [shown.kind for shown in row.explained])
         for row in (await rows_of(class_, grader(seed=7))).values()]
        for _ in range(2)
    ]  # fmt: skip
    assert tables[0] == tables[1]


async def test_a_report_is_whole_when_it_is_kept(class_: Path) -> None:
    put(class_, {"good": GOOD})
    kept: list[tuple[str, Report]] = []
    rows = await rows_of(class_, grader(keep=lambda *report: kept.append(report)))
    [(name, report)] = kept
    assert (name, report.subject) == ("good", "server echo")
    assert all(result.transcript for result in report.results)
    assert rows["good"].report is not None
    assert not any(result.transcript for result in rows["good"].report.results)
    assert rows["good"].counts[Verdict.PASS] == len(report.results)


async def test_the_weights_are_the_classs(class_: Path) -> None:
    """A submission may have its own words, but not its own points."""
    put(class_, {"good": GOOD})
    (class_ / "good" / "own.toml").write_text('[weights]\n"tcp.01" = 100')
    (class_ / "good" / "check.toml").write_text(
        "dialect = 'own.toml'\n[server.echo]\ncommand = 'python3 echo_server.py {port}'"
    )
    rows = await rows_of(class_, grader())
    assert rows["good"].report is not None
    assert rows["good"].report.dialect == "own"
    assert rows["good"].score == CheckScore(*[len(rows["good"].explained)] * 4)


async def test_a_fault_of_ours_costs_nobody_else(
    class_: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(class_, {"bad": GOOD, "good": GOOD})
    (class_ / "bad" / "check.toml").write_text("dialect = 'nothing.toml'")

    def keep(name: str, _report: Report) -> None:
        if name == "good":
            raise RuntimeError("on purpose")

    rows = await rows_of(class_, grader(keep=keep))
    assert rows["bad"].problem.startswith("no dialect")
    assert rows["good"].problem == "the checker failed: RuntimeError: on purpose"
