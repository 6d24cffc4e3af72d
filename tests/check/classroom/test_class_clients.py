"""Grading clients of a class, wherever they connect."""

import socket
import sys
from pathlib import Path

import pytest

from helpers.markdown_blocks import page, programs
from helpers.support import free_port
from trio_sockets.address import TcpAddress
from trio_sockets.check.classroom.grading import Grader
from trio_sockets.check.classroom.programs.calling import find_calling
from trio_sockets.check.classroom.programs.words_taken import EndedEarly
from trio_sockets.check.classroom.running import ProgressListener, grade_class
from trio_sockets.check.classroom.sandbox.sandbox import SandboxLimits
from trio_sockets.check.classroom.submissions.finding import find_submissions
from trio_sockets.check.classroom.submissions.plan import Plan
from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.harness.launcher import open_launcher
from trio_sockets.check.harness.scenario import GuessSource, Scenario

pytestmark = pytest.mark.thorough

CLIENT = programs(page("lab.md"))["client_game.py"]
COMMAND = "python3 client_game.py {port}"
ASKS = """
import socket, sys
with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as s, s.makefile() as lines:
    print(lines.readline())
    reply = ""
    while not reply.startswith(("WIN", "LOSE")):
        s.sendall(input("guess? ").encode() + b"\\n")
        reply = lines.readline()
        print(reply)
"""
CONNECTS = "import socket, sys\nsocket.create_connection(('127.0.0.1', int(sys.argv[1]))).recv(9)"


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    folder = tmp_path / "class" / "adam"
    folder.mkdir(parents=True)
    (folder / "client_game.py").write_text(CLIENT)
    return folder


async def graded(submission: Path, **limits: int) -> ProgramRow:
    grader = Grader(dialect=load_dialect("ours"), limits=SandboxLimits(**limits), jobs=1, seed=1)
    submissions = find_submissions(submission.parent, Plan())
    [row] = await grade_class(submissions, grader, ProgressListener())
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


async def test_the_report_knows_what_variables_a_client_needs(submission: Path) -> None:
    (submission / "client_game.py").write_text(
        CLIENT.replace("sys.argv[1]", "os.environ['GAME_PORT']")
        .replace("if len(sys.argv) > 1", "if True")
        .replace("import sys", "import os, sys")
    )
    (submission / "told.toml").write_text("[environment]\nGAME_PORT = '{port}'")
    (submission / "check.toml").write_text(
        "[client.game]\ncommand = 'python3 client_game.py'\nscenario = 'told.toml'"
    )
    row = await graded(submission)
    assert row.percent == 100
    assert row.report is not None
    assert isinstance(row.report.address, TcpAddress)
    assert row.report.environment == {"GAME_PORT": str(row.report.address.port)}


async def test_what_words_a_client_takes_is_found_out(submission: Path) -> None:
    (submission / "client_game.py").rename(submission / "game_client.py")
    row = await graded(submission)
    assert row.percent == 100
    assert [remark.split()[0:4] for remark in row.remarks] == [["it", "was", "started", "as"]]
    assert "{host}" not in row.remarks[0]


async def test_a_client_that_asks_its_player_is_typed_at(submission: Path) -> None:
    (submission / "client_game.py").unlink()
    (submission / "game_client.py").write_text(ASKS)
    row = await graded(submission)
    assert row.percent == 100, row.explained
    [remark] = row.remarks
    assert remark.startswith("It waits for its player to type")
    assert row.report is not None
    assert [words.read() for words in row.report.notices] == [remark]


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
    async with open_launcher(command, Scenario(), GuessSource.PROGRAM) as launcher:
        address = await find_calling(launcher, ports)
    return None if isinstance(address, EndedEarly) else address.port


async def test_a_client_is_found_where_it_connects() -> None:
    port = free_port()
    assert await found("{port}") == 0
    assert await found(f"{port}", ports=(free_port(), port)) == port
    assert await found(f"{port}", ports=()) is None
    assert await found("nowhere") is None


async def test_a_port_that_somebody_has_is_left_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert await found("{port}", ports=(taken.getsockname()[1],)) == 0
