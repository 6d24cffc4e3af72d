"""The script by which a shell completes the words of our command line."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from trio_sockets.cli import run
from trio_sockets.commands.declared import COMMANDS

BASH = None if sys.platform == "win32" else shutil.which("bash")  # that of Windows is in WSL

COMPLETE = """
. "$1"
read -ra COMP_WORDS <<< "$2"
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
made=$(complete -p trio-sockets)
made=${made#*-F }
"${made%% *}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


def script_for(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["completion", shell]) == 0
    script, errors = capsys.readouterr()
    assert errors == ""
    return script


@pytest.mark.skipif(BASH is None, reason="there is no bash")
@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("trio-sockets ser", "serve"),
        ("trio-sockets check cla", "class"),
        ("trio-sockets serve --race-coun", "--race-countdown"),
        ("trio-sockets completion ba", "bash"),
    ],
)
def test_bash_completes_a_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, completed: str
) -> None:
    script = tmp_path / "script"
    script.write_text(script_for("bash", capsys), "utf-8")
    words = [str(BASH), "--norc", "-c", COMPLETE, "bash", str(script), line]
    ended = subprocess.run(words, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == completed


@pytest.mark.parametrize("shell", ["zsh", "fish", "powershell"])
def test_each_other_shell_has_a_script_with_every_command(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    script = script_for(shell, capsys)
    assert all(name in script for name in COMMANDS)


def test_a_shell_that_is_unknown_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", "tcsh"]) == 2
    output, errors = capsys.readouterr()
    assert (output, errors.count("\n")) == ("", 1)
