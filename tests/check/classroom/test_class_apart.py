"""Grading each submission in a process of its own, with a network of its own."""

import pickle
import socket
import sys
from functools import partial
from pathlib import Path
from types import MappingProxyType

import pytest

from check.classroom.test_class_grading import server
from helpers import sample_report as sample
from trio_sockets.check.classroom.apart.frames import packed, stayed_behind
from trio_sockets.check.classroom.apart.grading_apart import GraderApart
from trio_sockets.check.classroom.apart.trial import why_no_sandbox
from trio_sockets.check.classroom.grading import Grader
from trio_sockets.check.classroom.running import ProgressListener, grade_class
from trio_sockets.check.classroom.sandbox.box import ProgramBox
from trio_sockets.check.classroom.sandbox.sandbox import SandboxLimits
from trio_sockets.check.classroom.submissions.finding import find_submissions
from trio_sockets.check.classroom.submissions.plan import Plan
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.reports.html import to_html
from trio_sockets.words import in_english

BREAKS = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nos.kill(1, signal.SIGKILL)\n"


@pytest.fixture
async def class_(tmp_path: Path) -> Path:
    reason = await why_no_sandbox()
    if reason is not None:
        pytest.skip(reason.read())
    return tmp_path / "class"


def put(folder: Path, name: str, source: str) -> None:
    (folder / name).mkdir(parents=True)
    (folder / name / "echo_server.py").write_text(source)


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap exists on Linux only")
async def test_a_port_is_never_taken_and_no_program_reaches_another(class_: Path) -> None:
    pages: dict[str, str] = {}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for name in ("adam", "bea"):
            put(class_, name, server(port=f"{port}"))
        put(class_, "breaks", BREAKS)
        dialect = load_dialect("ours")
        grader = Grader(
            dialect=dialect,
            limits=SandboxLimits(),
            jobs=2,
            seed=1,
            keep=lambda name, report: pages.setdefault(name, to_html(report, "en", in_english)),
        )
        grades = GraderApart(grader, ProgramBox((class_,)), "en").grade
        submissions = find_submissions(class_, Plan())
        rows = await grade_class(submissions, grader, ProgressListener(), grades=grades)
    adam, bea, breaks = rows
    for row in (adam, bea):
        assert row.percent == 100, row.first_fault
        assert row.remarks[0].startswith(f"it was checked at 127.0.0.1:{port}")
    assert breaks.percent == 0
    assert not breaks.problem
    assert sorted(pages) == ["adam", "bea", "breaks"]


def test_a_report_arrives_whole() -> None:
    there = pickle.loads(packed(sample.ALL))
    assert to_html(there, "en", in_english) == to_html(sample.ALL, "en", in_english)


def test_what_has_no_name_stays_behind() -> None:
    assert pickle.loads(packed([len, lambda: 1, partial(int, base=2)]))[:2] == [len, stayed_behind]
    values = pickle.loads(packed(MappingProxyType({"a": 1})))
    assert isinstance(values, MappingProxyType)
    assert dict(values) == {"a": 1}
    with pytest.raises(AssertionError):
        stayed_behind(1, two=2)
