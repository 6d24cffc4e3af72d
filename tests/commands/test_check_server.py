"""``trio-sockets check server`` as a teacher runs it: what it prints, writes, and how it ends."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import trio

from helpers.command import COMMAND, run
from helpers.support import free_port, receive_all
from helpers.waiting import patience
from trio_sockets.language import LANGUAGES

SERVER = """
import socket, sys, threading

def serve(conn):
    with conn:
        while True:
            data = conn.recv(65536)
            if not data:
                break
            {reply}

with socket.socket() as s:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("127.0.0.1", int(sys.argv[1])))
    s.listen(100)
    while True:
        conn, _ = s.accept()
        threading.Thread(target=serve, args=(conn,), daemon=True).start()
"""
CHOICES = ", ".join(f'"{language}"' for language in LANGUAGES)
SHOUTING = "conn.sendall(data.upper())"
FLOODING = "while True: conn.sendall(data)"
CRASHING = "raise ValueError('on purpose\\x1b[2J')"


@pytest.fixture
def student(tmp_path: Path) -> "Student":
    return Student(tmp_path)


class Student:
    """Writes a server, and gives the words that start it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def writes(self, reply: str) -> Sequence[str]:
        path = self._folder / "server.py"
        path.write_text(SERVER.replace("{reply}", reply), "utf-8")
        return ["--", sys.executable, str(path), "{port}"]


def ours(service: str) -> list[str]:
    return ["--", *COMMAND, "serve", f"{service}@:{{port}}"]


async def test_what_is_right_passes_with_exit_code_0() -> None:
    code, output, errors = await run("check", "server", "echo", "--seed", "5", *ours("echo"))
    assert (code, errors) == (0, "")
    assert "  Seed           5\n" in output
    assert "✓ echo.06" in output
    assert "All is well." in output


async def test_it_stops_at_the_first_failure_and_says_all_about_it(student: Student) -> None:
    code, output, errors = await run("check", "server", "echo", *student.writes(SHOUTING))
    assert (code, errors) == (1, "")
    rows = [line.split()[:2] for line in output.splitlines() if line.startswith("  ✗")]
    assert rows == [["✗", "echo.01"]]
    assert "tcp.03" not in output
    for part in (
        "expected   Hello, world",
        "│HELLO, WORLD│",
        "^ the first wrong byte",
        "nc -w 2 127.0.0.1",
    ):
        assert part in output
    assert "With --all" in output


async def test_with_all_it_goes_on(student: Student) -> None:
    code, output, _ = await run("check", "server", "echo", "--all", *student.writes(SHOUTING))
    assert code == 1
    assert re.search(r" echo\.06 .* skipped\n", output)
    assert "skipped:\N{NO-BREAK SPACE}15" in output


@pytest.mark.measured
async def test_a_program_that_sends_for_ever_at_a_port_of_its_own_is_graded_to_the_end(
    student: Student,
) -> None:
    where = f":{free_port()}"
    code, output, errors = await run(
        "check", "server", "echo", where, "--all", *student.writes(FLOODING)
    )
    assert (code, errors) == (1, "")
    rows = [line for line in output.splitlines() if re.match(r"  \S \w+\.\d\d ", line)]
    assert len(rows) == 19


@pytest.mark.measured
async def test_a_traceback_of_the_program_is_shown(student: Student) -> None:
    _, output, _ = await run("check", "server", "echo", *student.writes(CRASHING))
    assert "the server closed the connection without sending anything" in output
    assert "ValueError: on purpose\\x1b[2J" in output


async def test_the_language_is_the_locales_or_as_told(student: Student) -> None:
    words = ["check", "server", "echo", *student.writes(SHOUTING)]
    french = {**os.environ, "LC_ALL": "fr_FR.UTF-8"}
    assert "le premier octet faux" in (await run(*words, env=french))[1]
    words[3:3] = ["--lang", "en"]
    assert "the first wrong byte" in (await run(*words, env=french))[1]


async def test_a_locale_without_the_symbols_is_no_reason_to_end(student: Student) -> None:
    poor = {**os.environ, "PYTHONIOENCODING": "ascii"}
    code, output, errors = await run("check", "server", "echo", *student.writes(SHOUTING), env=poor)
    assert (code, errors) == (1, "")
    assert "+ tcp.01   it listens and answers" in output
    assert re.search(r"^  x echo\.\d\d ", output, re.MULTILINE)


@pytest.mark.measured
async def test_reports_are_written_and_say_how_much_was_looked_at(
    student: Student, tmp_path: Path
) -> None:
    files = [tmp_path / name for name in ("out.html", "out.json", "out.xml")]
    scope = tmp_path / "results.json"
    code, output, _ = await run(
        "check", "server", "echo", "--lang", "fr", *(f"--report={path}" for path in files),
        "--gradescope", str(scope), *student.writes(SHOUTING),
    )  # fmt: skip
    assert code == 1
    page = files[0].read_text("utf-8")
    for words in ("3 points sur 4", "4 points sur 19 (21 %)"):
        assert words in output
        assert words in page
    checks = json.loads(files[1].read_text("utf-8"))["checks"]
    assert [check["verdict"] for check in checks] == ["pass"] * 3 + ["fail"] + ["skipped"] * 15
    assert 'tests="19" failures="1"' in files[2].read_text("utf-8")
    graded = json.loads(scope.read_text("utf-8"))
    assert sum(test.get("max_score", 0) for test in graded["tests"]) == 4
    assert graded["extra_data"]["total"] == 19


async def test_nobody_need_read_the_report_to_its_end(student: Student) -> None:
    command = [*COMMAND, "check", "server", "echo", *student.writes(SHOUTING)]
    process = await trio.lowlevel.open_process(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    assert process.stderr
    with patience(process):
        await process.stdout.receive_some()
        await process.stdout.aclose()
        assert await process.wait() == 1
    assert await receive_all(process.stderr) == b""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--report", "out.pdf"], "no report is called out.pdf: the name must end in"),
        (["--report", "none/out.json"], "cannot write none/out.json: No such file or directory"),
        (["--gradescope", "."], "cannot write .: Is a directory"),
        (["--lang", "xx"], f'Invalid value "xx" for --lang. Choose from: {CHOICES}.'),
        (["--dialect", "none"], "Invalid value for --dialect: no dialect 'none'"),
        (["--seed", "x"], "Invalid value for --seed"),
        (["--", "no-such-program"], "cannot run 'no-such-program': there is no such program"),
        (["--"], "Give a command after --."),
    ],
)
async def test_words_that_are_wrong_are_one_line_and_exit_code_2(
    words: list[str], message: str
) -> None:
    code, output, errors = await run("check", "server", "echo", ":1", *words)
    assert (code, output) == (2, "")
    assert errors.startswith(f"trio-sockets: {message}")
    assert errors.count("\n") == 1


async def test_a_dialect_without_the_game_grades_no_server_of_it(tmp_path: Path) -> None:
    path = tmp_path / "texts.toml"
    path.write_text('[text]\nupper = "UPPER {text}"', "utf-8")
    code, output, errors = await run("check", "server", "game", "--dialect", str(path), ":1")
    assert (code, output) == (2, "")
    assert errors == "trio-sockets: The dialect texts says nothing of the game.\n"


@pytest.mark.parametrize("address", ["nosuch.invalid:0", "192.0.2.1:50007"])
async def test_a_program_cannot_be_started_on_another_machine(
    student: Student, address: str
) -> None:
    words = ["check", "server", "echo", address, *student.writes(SHOUTING)]
    code, output, errors = await run(*words)
    assert (code, output) == (2, "")
    host = address.partition(":")[0]
    assert errors.startswith(f"trio-sockets: no program on this machine can listen at {host}: ")
    assert errors.count("\n") == 1


@pytest.mark.measured
async def test_nobody_there_fails() -> None:
    code, output, errors = await run("check", "server", "echo", ":1")
    assert (code, errors) == (1, "")
    assert "no program accepts a connection: Connection refused" in output
    assert "nc -zv 127.0.0.1 1\n" in output


@pytest.mark.parametrize("words", [["check"], ["check", "server", "echo"]])
@pytest.mark.parametrize("package", ["psutil", "dateutil", "jinja2"])
async def test_without_its_extra_it_says_what_to_install(
    words: list[str], package: str, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(f"import sys; sys.modules[{package!r}] = None")
    path = os.pathsep.join([str(tmp_path), *sys.path])
    code, output, errors = await run(*words, env={**os.environ, "PYTHONPATH": path})
    assert (code, output) == (2, "")
    assert errors.startswith(f"trio-sockets: check needs {package}: ")
    assert "[check]" in errors
    assert errors.count("\n") == 1


async def test_it_has_help_with_examples_and_a_line_in_the_list() -> None:
    assert "trio-sockets check server" in (await run("check", "server", "--help"))[1]
    assert "check " in (await run("--help"))[1]
    assert "Grade a server" in (await run("check", "--help"))[1]
