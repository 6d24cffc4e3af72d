"""What holds of every command, whatever it does."""

import subprocess
import sys
from pathlib import Path

import pytest

from helpers.command import COMMAND, run
from trio_sockets.commands.options.program_words import with_program

PROGRAM = ["server", "echo", "--", "python3", "s.py", "--all", "{port}"]
OURS = ["server", "echo", "--command=python3", "--command=s.py", "--command=--all"]


@pytest.mark.parametrize(
    "before", [[], ["--config", "lab.toml"], ["--config=lab.toml"], ["--config", "check"]]
)
def test_no_word_of_a_checked_program_is_ours(before: list[str]) -> None:
    words = [*before, "check", *PROGRAM]
    assert with_program(words) == [*before, "check", *OURS, "--command={port}"]
    assert with_program([*before, "talk", *PROGRAM]) == [*before, "talk", *PROGRAM]


async def test_options_from_a_file_are_heeded_in_front_of_a_checked_program(tmp_path: Path) -> None:
    (tmp_path / "lab.toml").write_text("[check.server]\nlang = 'xx'")
    config = ("--config", str(tmp_path / "lab.toml"))
    code, _, errors = await run(*config, "check", "server", "echo", "--", "true")
    assert code == 2
    assert "lang" in errors


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
@pytest.mark.parametrize("words", [["check", "dialect", "sheet"], ["--help"], ["race", "--help"]])
def test_a_disk_that_is_full_is_one_line(words: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [*COMMAND, *words]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert ended.stderr == b"trio-sockets: No space left on device\n"
    assert ended.returncode == 1
