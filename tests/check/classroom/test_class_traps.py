"""Submissions whose ``check.toml`` would hang or crash its reader: the others are graded anyway."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.waiting import patience
from trio_sockets.check.classroom.grading import Grader
from trio_sockets.check.classroom.running import ProgressListener, grade_class
from trio_sockets.check.classroom.sandbox.sandbox import SandboxLimits
from trio_sockets.check.classroom.submissions.finding import find_submissions
from trio_sockets.check.classroom.submissions.plan import Plan, read_plan
from trio_sockets.check.dialect.dialect_file import load_dialect

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files"),
    pytest.mark.alone,
]

GOOD = """
import socketserver, sys

class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            while data := self.request.recv(65536):
                self.request.sendall(data)
        except OSError:
            pass

class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    request_queue_size = 100

Server(("127.0.0.1", int(sys.argv[1])), Echo).serve_forever()
"""
ELSEWHERE = "must be a file in the submission's folder"
NO_FILE = "it is not a regular file"


def says(toml: str) -> Callable[[Path], object]:
    return lambda folder: (folder / "check.toml").write_text(toml)


def has_pipe(folder: Path) -> None:
    os.mkfifo(folder / "f")
    says("dialect = 'f'")(folder)


def links_out(folder: Path) -> None:
    (folder / "mine.toml").symlink_to("/etc/passwd")
    says("dialect = 'mine.toml'")(folder)


def links_in_a_ring(folder: Path) -> None:
    (folder / "mine.toml").symlink_to("mine.toml")
    says("dialect = 'mine.toml'")(folder)


def scenario_at(path: str) -> Callable[[Path], object]:
    return says(f"[client.echo]\ncommand = 'x {{port}}'\nscenario = '{path}'")


def scenario_is_a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "f")
    scenario_at("f")(folder)


def dialect_too_deep(folder: Path) -> None:
    (folder / "mine.toml").write_text("about = " + "[" * 5000)
    says("dialect = 'mine.toml'")(folder)


TRAPS: dict[str, tuple[Callable[[Path], object], str]] = {
    "zero": (says("dialect = '/dev/zero'"), ELSEWHERE),
    "stdin": (says("dialect = '/dev/stdin'"), ELSEWHERE),
    "above": (says("dialect = '../good/echo_server.py'"), ELSEWHERE),
    "null": (says('dialect = "a\\u0000b"'), ELSEWHERE),
    "pipe": (has_pipe, NO_FILE),
    "links": (links_out, ELSEWHERE),
    "ring": (links_in_a_ring, "dialect"),
    "itself": (lambda folder: (folder / "check.toml").symlink_to("/dev/zero"), NO_FILE),
    "pipe_itself": (lambda folder: os.mkfifo(folder / "check.toml"), NO_FILE),
    "scenario": (scenario_at("/dev/zero"), ELSEWHERE),
    "digits": (says("build = " + "1" * 5000), "check.toml: a number in it has too many digits"),
    "depth": (says("build = " + "[" * 5000), "check.toml: "),
    "dialect_depth": (dialect_too_deep, "mine.toml: "),
    "port": (says("[server.echo]\ncommand = 'x'\nport = 'x'"), "port must be a whole number"),
    "scenario_pipe": (scenario_is_a_pipe, NO_FILE),
}


async def test_a_trap_costs_nobody_else(tmp_path: Path) -> None:
    for name, (make, _) in TRAPS.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "echo_server.py").write_text(GOOD)
        make(tmp_path / name)
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "echo_server.py").write_text(GOOD)
    grader = Grader(dialect=load_dialect("ours"), limits=SandboxLimits(), jobs=2, seed=1)
    with patience():
        submissions = find_submissions(tmp_path, Plan())
        rows = {row.name: row for row in await grade_class(submissions, grader, ProgressListener())}
    assert rows["good"].percent == 100
    for name, (_, words) in TRAPS.items():
        assert words in rows[name].problem, name
        assert "\n" not in rows[name].problem, name


def test_the_class_may_keep_its_dialect_anywhere(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "check.toml").write_text("dialect = '../ours.toml'")
    plan = read_plan(tmp_path / "class")
    assert plan.dialect == str(tmp_path / "class" / ".." / "ours.toml")
