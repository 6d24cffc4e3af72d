"""``trio-sockets trace`` as its user has it."""

import json
import os
import platform
import re
import shlex
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import psutil
import pytest
import trio

from helpers.command import COMMAND, run
from helpers.installed import needs
from helpers.trace_runs import PROGRAMS
from helpers.waiting import goes_on, patience, until


def pair(server: str, client: str) -> tuple[str, ...]:
    """Return the options of a pair of programs in Python."""
    words = [
        [sys.executable, str(PROGRAMS / server), "{port}"],
        [sys.executable, str(PROGRAMS / client), "{host}", "{port}"],
    ]
    return "--server", shlex.join(words[0]), "--client", shlex.join(words[1])


async def test_the_picture_is_on_standard_error_and_the_output_is_the_programs() -> None:
    code, output, errors = await run("trace", *pair("game_server.py", "game_client.py"))
    assert code == 0
    assert output == "b'GAME 1 100 7\\n'\nHIGHER 6\nLOWER 5\nWIN 3\n"
    assert "guess 63 → found, tries used: 3" in errors
    assert "─── 13 B ───►" in errors


async def test_every_file_is_written_and_standard_output_has_one_alone(tmp_path: Path) -> None:
    files = {name: tmp_path / f"trace.{name}" for name in ("html", "svg", "json")}
    options = [f"--{name}={path}" for name, path in files.items()]
    words = pair("game_server.py", "game_client.py")
    code, output, errors = await run("trace", *words, *options, "--text", "-", "--lang", "fr")
    assert code == 0
    assert "proposition 63 → trouvé, essais" in output
    assert "GAME 1 100 7" in errors  # what the client printed
    assert files["html"].read_text("utf-8").endswith("</html>\n")
    assert files["svg"].read_text("utf-8").startswith("<svg")
    lines = [json.loads(line) for line in files["json"].read_text("utf-8").splitlines()]
    assert [line["event"] for line in lines[:2]] == ["program", "begin"]
    assert {"bytes", "syn", "fin"} <= {line.get("arrow") for line in lines}


async def test_the_help_says_what_word_an_option_takes() -> None:
    code, output, _ = await run("trace", "--help")
    assert code == 0
    assert {"--server COMMAND", "--client COMMAND", "--relay HOST:PORT"} <= set(
        re.findall(r"--\w+ [A-Z:]+", output)
    )
    assert "--empty" not in output


async def test_a_program_has_our_standard_input() -> None:
    code, output, _ = await run(
        "trace", "--", sys.executable, "-c", "print(input().upper())", stdin=b"hello\n"
    )
    assert (code, output) == (0, "HELLO\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "say what to trace"),
        (
            "python3 s.py",
            "a program and its words come after --: trio-sockets trace -- python3 s.py",
        ),
        ("--server a -- b", "trace has one of three"),
        ("--relay :1", "a relay needs both"),
        ("--relay :1 --to :0", "no server is at port 0"),
        ("--relay :1 --to unix:x", "it is for TCP alone"),
        ("--server '\"'", "it opens a quote"),
        ("--server ''", "write a program"),
        ("--client 'nc {host} 1'", "write the address itself"),
        ("--text --json x -- true", "write the name of a file"),
        ("--by magic -- true", "--by"),
        ("--by relay -- true", "a relay stands between two"),
        ("--lang de -- true", "--lang"),
        ("--", "come after --"),
        ("-- ./no-such-program", "cannot run './no-such-program': there is no such program"),
        ("--server ./no-such-program", "cannot run './no-such-program'"),
    ],
)
async def test_bad_words_are_one_line(words: str, message: str) -> None:
    code, output, errors = await run("trace", *shlex.split(words))
    assert (code, output) == (2, "")
    assert message in errors
    assert errors.count("\n") == 1
    assert errors.startswith("trio-sockets: ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--json", "/no/such/folder/x", "--", "true"), "cannot write /no/such/folder/x"),
        (("--lang=fr", "--json", "/no/such/folder/x", "--", "true"), "impossible d'écrire"),
        (("--relay", "192.0.2.1:1", "--to", ":1"), "cannot listen at 192.0.2.1:1"),
    ],
)
async def test_what_cannot_be_is_one_line(words: tuple[str, ...], message: str) -> None:
    code, _, errors = await run("trace", *words)
    assert code == 1
    assert message in errors
    assert "Traceback" not in errors


def name_of(process: psutil.Process) -> str:
    """Return the name of a process; "" if it has ended meanwhile."""
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return ""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX")
async def test_ctrl_c_ends_all_and_keeps_what_was_drawn(tmp_path: Path) -> None:
    text = tmp_path / "trace.txt"
    child = "import subprocess, sys; subprocess.Popen(['sleep', '60'], start_new_session=True)"
    program = tmp_path / "server.py"
    program.write_text(
        f"{child}\nimport socket\ns = socket.create_server(('127.0.0.1', 0))\ns.accept()\n"
    )
    async with trio.open_nursery() as nursery:
        process: trio.Process = await nursery.start(
            partial(
                trio.run_process,
                [*COMMAND, "trace", "--text", str(text), "--", sys.executable, str(program)],
                stdin=subprocess.DEVNULL,
                check=False,
            )
        )
        children: list[int] = []

        def started() -> bool:
            below = psutil.Process(process.pid).children(recursive=True)
            children[:] = [each.pid for each in below]
            return "sleep" in map(name_of, below)

        await until(started, process)
        await trio.sleep(0.5)
        os.kill(process.pid, signal.SIGINT)
        with patience(process):
            assert await process.wait() == 130
    assert ":4 accept" in text.read_text("utf-8")
    assert not any(goes_on(pid) for pid in children)


@needs("strace")
async def test_another_program_is_seen_by_its_calls() -> None:
    words = ("--server", "sh -c 'true'", "--by", "calls")
    code, _, errors = await run("trace", *words)
    assert code == 0
    assert "ended, exit code 0" in errors


async def test_a_locale_without_the_symbols_keeps_the_columns() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    words = pair("game_server.py", "game_client.py")
    code, _, errors = await run("trace", *words, env=environment)
    assert code == 0
    assert "--- 13 B ---> " in errors
    assert "\\u" not in errors


FORBIDDEN = "this system does not allow tracing (ptrace)"


@needs("strace")
@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in {"x86_64", "aarch64"},
    reason="seccomp is Linux's, and its filter knows these machines",
)
class TestWithoutPtrace:
    """In a container that forbids ptrace, as an ordinary user has it."""

    async def trace(self, *words: str) -> tuple[int, str, str]:
        forbidding = str(PROGRAMS / "without_ptrace.py")
        with patience("trace"):
            result = await trio.run_process(
                [sys.executable, forbidding, *COMMAND, *words],
                stdin=subprocess.DEVNULL,
                capture_stdout=True,
                capture_stderr=True,
                check=False,
            )
        return result.returncode, result.stdout.decode(), result.stderr.decode()

    async def test_python_is_seen_by_its_own(self) -> None:
        words = pair("game_server.py", "game_client.py")
        code, _, errors = await self.trace("trace", "--lang", "en", "--by", "calls", *words)
        assert code == 0
        lines = errors.splitlines()
        assert lines[0] == (
            f"game_server.py: {FORBIDDEN}: its own Python reports instead, which sees "
            f"only the calls of the socket module"
        )
        assert sum(FORBIDDEN in line for line in lines) == 2  # one line a program
        assert ":13 sendall" in errors

    async def test_of_another_program_one_line_says_what_is_lost(self) -> None:
        code, _, errors = await self.trace("trace", "--lang", "en", "--", "true")
        assert code == 0
        assert errors.splitlines()[0] == (
            f"true: {FORBIDDEN}: only what its peers show is seen of it"
        )

    async def test_a_report_of_check_says_so_in_one_line(self, tmp_path: Path) -> None:
        server = tmp_path / "server.sh"
        server.write_text("#!/bin/sh\nexit 3\n")
        server.chmod(0o755)
        code, output, _ = await self.trace(
            "check", "server", "echo", "--lang", "en", "--", str(server), "{port}"
        )
        assert code == 1
        assert output.count(FORBIDDEN) == 1
