"""Building the programs of a submission: in steps, each with commands to try in turn."""

import sys
from pathlib import Path

import pytest

from trio_sockets.check.classroom.programs.build import Builder
from trio_sockets.check.classroom.sandbox.sandbox import SandboxLimits, open_sandbox
from trio_sockets.check.classroom.submissions.plan import BuildStep

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it has no shell")


def shell(words: str) -> tuple[str, ...]:
    return ("sh", "-c", words)


async def problem(folder: Path, *steps: BuildStep) -> str:
    (folder / "zoe").mkdir()
    async with open_sandbox(folder / "zoe", SandboxLimits()) as sandbox:
        words = await Builder(sandbox).build(steps)
    return "" if words is None else words.read()


async def test_the_first_command_that_succeeds_is_enough(tmp_path: Path) -> None:
    step = BuildStep((shell("exit 1"), shell("touch made"), shell("rm made")), makes="made")
    assert await problem(tmp_path, step, BuildStep((("test", "-f", "made"),))) == ""


async def test_a_command_that_makes_nothing_has_not_succeeded(tmp_path: Path) -> None:
    step = BuildStep((("true",), shell("touch made")), makes="made")
    assert await problem(tmp_path, step, BuildStep((("test", "-f", "made"),))) == ""


async def test_the_last_command_that_failed_is_told(tmp_path: Path) -> None:
    step = BuildStep((shell("exit 1"), shell("echo x.c:1: error: no; exit 2")))
    assert await problem(tmp_path, step) == "sh: x.c:1: error: no"


async def test_a_file_that_was_not_made_is_told(tmp_path: Path) -> None:
    assert await problem(tmp_path, BuildStep((("true",),), makes="a.exe")) == (
        "true: it did not make a.exe"
    )


async def test_a_compiler_that_there_is_not_is_told(tmp_path: Path) -> None:
    words = await problem(tmp_path, BuildStep((("no-such-compiler", "x"),)))
    assert words == "cannot run 'no-such-compiler': there is no such program"


async def test_a_command_of_two_programs_is_run_once(tmp_path: Path) -> None:
    once = BuildStep((shell("echo x >> log"),))
    assert await problem(tmp_path, once, once, BuildStep((shell("test $(wc -l < log) = 1"),))) == ""
