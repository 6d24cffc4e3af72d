"""Grading clients of a class, wherever they connect."""

import socket
import sys
from pathlib import Path

import pytest
from markdown_blocks import page, programs

from support import free_port
from trio_sockets.check.classroom.cage import Limits
from trio_sockets.check.classroom.calling import find_calling
from trio_sockets.check.classroom.grading import Grader
from trio_sockets.check.classroom.plan import Plan
from trio_sockets.check.classroom.rows import Row
from trio_sockets.check.classroom.running import Audience, grade_class
from trio_sockets.check.classroom.submissions import find_submissions
from trio_sockets.check.dialect_file import load_dialect
from trio_sockets.check.launcher import open_launcher
from trio_sockets.check.scenario import Player, Scenario

CLIENT = programs(page("lab.md"))["client_game.py"]
COMMAND = "python3 client_game.py {port}"
CONNECTS = "import socket, sys\nsocket.create_connection(('127.0.0.1', int(sys.argv[1]))).recv(9)"


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    folder = tmp_path / "class" / "adam"
    folder.mkdir(parents=True)
    (folder / "client_game.py").write_text(CLIENT)
    return folder


async def graded(submission: Path, **limits: int) -> Row:
    grader = Grader(dialect=load_dialect("ours"), limits=Limits(**limits), jobs=1, seed=1)
    submissions = find_submissions(submission.parent, Plan())
    [row] = await grade_class(submissions, grader, Audience())
    return row


async def test_a_client_is_graded(submission: Path) -> None:
    (submission / "check.toml").write_text(f"[client.game]\ncommand = '{COMMAND}'")
    row = await graded(submission)
    assert (row.subject, row.percent, row.remarks) == ("client game", 100, ())
    assert row.report is not None
    assert row.report.address is not None
    assert row.report.command[:2] == ("python3", "client_game.py")


async def test_a_scenario_says_how_it_is_told_its_server(submission: Path) -> None:
    (submission / "client_game.py").write_text(
        CLIENT.replace("sys.argv[1]", "input()", 1).replace("if len(sys.argv) > 1", "if True")
    )
    (submission / "told.toml").write_text("[typed]\nfirst = ['{port}']")
    (submission / "check.toml").write_text(
        "[client.game]\ncommand = 'python3 client_game.py'\nscenario = 'told.toml'"
    )
    assert (await graded(submission)).percent == 100


async def test_a_port_of_its_own_is_waited_at(submission: Path) -> None:
    port = free_port()
    (submission / "check.toml").write_text(
        f"[client.game]\ncommand = 'python3 client_game.py {port}'\nport = {port}"
    )
    assert (await graded(submission)).percent == 100


async def test_a_scenario_that_is_wrong_is_said(submission: Path) -> None:
    (submission / "check.toml").write_text(
        f"[client.game]\ncommand = '{COMMAND}'\nscenario = 'nothing.toml'"
    )
    row = await graded(submission)
    assert row.report is None
    assert row.problem.startswith("no scenario")


async def found(*words: str, ports: tuple[int, ...] = ()) -> int | None:
    command = [sys.executable, "-c", CONNECTS, *words]
    async with open_launcher(command, Scenario(), Player.PROGRAM) as launcher:
        address = await find_calling(launcher, ports)
    return None if address is None else address.port


async def test_a_client_is_found_where_it_connects() -> None:
    port = free_port()
    assert await found("{port}") == 0
    assert await found(f"{port}", ports=(free_port(), port)) == port
    assert await found(f"{port}", ports=()) is None
    assert await found("nowhere") is None


async def test_a_port_that_somebody_has_is_left_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert await found("{port}", ports=(taken.getsockname()[1],)) == 0
