"""A box: a program sees its own folder and the system, and nothing of anybody else."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from helpers.waiting import until
from trio_sockets.check.classroom.apart.trial import why_no_sandbox
from trio_sockets.check.classroom.sandbox.box import ProgramBox
from trio_sockets.check.classroom.sandbox.readable import interpreter_folders
from trio_sockets.check.classroom.sandbox.sandbox import SandboxLimits, open_sandbox

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap exists on Linux only")


@pytest.fixture
async def submission(tmp_path: Path) -> Path:
    reason = await why_no_sandbox()
    if reason is not None:
        pytest.skip(reason.read())
    folder = tmp_path / "class" / "zoe"
    folder.mkdir(parents=True)
    return folder


async def said(submission: Path, source: str, private: Path) -> tuple[int | None, str]:
    """Run a program in a box; return its exit code and its output."""
    (submission / "program.py").write_text(source)
    async with open_sandbox(submission, SandboxLimits(), box=ProgramBox((private,))) as sandbox:
        async with sandbox.run(["python3", "./program.py"]) as program:
            await program.ended()
        return program.exit_code, program.output.decode()


@LINUX
async def test_it_sees_neither_the_class_nor_other_processes(
    submission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_THE_TEACHER", "1")
    (submission.parent / "marks.csv").write_text("zoe,100")
    source = f"""
import os
print(os.path.exists({str(submission.parent)!r}), os.path.exists({str(Path.home())!r}))
print("SECRET_OF_THE_TEACHER" in os.environ)
print(len([name for name in os.listdir("/proc") if name.isdigit()]) < 5)
"""
    home_is_shown = Path.home() == Path("/")
    code, output = await said(submission, source, submission.parent)
    assert (code, output) == (0, f"False {home_is_shown}\nFalse\nTrue\n")


@LINUX
async def test_it_writes_into_its_own_folder_and_its_temporary_folder_only(
    submission: Path,
) -> None:
    source = """
import os, tempfile
open("mine", "w").close()
open("/tmp/mine", "w").close()
tempfile.NamedTemporaryFile().close()
for path in ("/usr/theirs", "/etc/theirs"):
    try:
        open(path, "w")
    except OSError as error:
        print(error.strerror)
"""
    code, output = await said(submission, source, submission.parent)
    assert (code, output.count("\n")) == (0, 2)
    assert not (submission / "mine").exists()


@LINUX
@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("raise SystemExit(7)", 7),
        ("import os; os.kill(os.getpid(), 11)", -11),
        ("import os; os.abort()", -6),
    ],
)
async def test_a_program_ends_as_it_would_without_a_box(
    submission: Path, source: str, code: int
) -> None:
    ended, _ = await said(submission, source, submission.parent)
    assert ended == code


@LINUX
async def test_a_program_is_asked_to_end(submission: Path) -> None:
    (submission / "program.py").write_text(
        "import signal, sys, time\n"
        "signal.signal(15, lambda *_: (print('good bye'), sys.exit(0)))\n"
        "print('hello')\ntime.sleep(1000)"
    )
    async with open_sandbox(submission, SandboxLimits(), box=ProgramBox()) as sandbox:
        async with sandbox.run(["python3", "./program.py"]) as program:
            await until(lambda: b"hello" in program.output)
        assert b"good bye" in program.output


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh")
    path.chmod(0o755)
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such links")
def test_an_interpreter_below_a_home_stays_readable_and_the_home_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    put(home / ".tools" / "lang-3" / "bin" / "lang")
    put(home / "bin" / "own")
    (home / ".local" / "bin").mkdir(parents=True)
    (home / ".local" / "bin" / "lang").symlink_to(home / ".tools" / "lang-3" / "bin" / "lang")
    monkeypatch.setenv("PATH", f"{home}/.local/bin{os.pathsep}{home}/bin")
    assert shutil.which("lang") is not None
    assert interpreter_folders(["lang", "./x", "own"], [home]) == [
        home / ".local" / "bin",
        home / ".tools" / "lang-3",
        home / "bin",
    ]
    assert interpreter_folders(["./x"], [home]) == []
