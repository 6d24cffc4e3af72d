"""Why the system does not run a program: what its student is told."""

import os
import sys
from pathlib import Path

import pytest

from trio_sockets.check.harness.programs.process import CannotStartError, running
from trio_sockets.check.harness.programs.runnable import why_not_runnable

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows goes by a file's name")

FOREIGN_ELF = b"\x7fELF\x02\x01\x01" + bytes(11) + b"\xf3\x00" + bytes(44)


def why_not(program: str, folder: Path) -> str | None:
    words = why_not_runnable(program, folder)
    return None if words is None else words.read()


@pytest.mark.parametrize(
    ("name", "content", "mode", "words"),
    [
        ("s.py", b"#!/bin/sh\n", 0o644, "chmod +x ./s.py, or write python3 ./s.py"),
        ("server", b"#!/bin/sh\n", 0o644, "it is not executable: chmod +x ./server"),
        ("s.c", b"int main;", 0o644, "it is source code: compile it first"),
        ("s.py", b"print(1)\n", 0o755, "such as #!/usr/bin/env python3: write python3 ./s.py"),
        ("server", b"print(1)\n", 0o755, "it is not a program, and has no first line such as"),
        ("server", b"", 0o755, "it is empty"),
        ("server", b"#!/bin/sh\r\necho\r\n", 0o755, "(CR LF): save it with LF"),
        ("server", b"#!\n", 0o755, "its first line names no interpreter after #!"),
        ("server", b"#!/no/python\n", 0o755, "names /no/python, which does not exist here"),
        (
            "server",
            b"#!/usr/bin/env -S no-such -u\n",
            0o755,
            "names no-such, which does not exist here",
        ),
    ],
)
def test_a_file_that_cannot_be_run_says_what_to_do(
    tmp_path: Path, name: str, content: bytes, mode: int, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / name).chmod(mode)
    said = why_not(f"./{name}", tmp_path)
    assert said is not None
    assert words in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (FOREIGN_ELF, "it is for another processor (RISC-V): compile it here"),
        (b"MZ\x90\0\x03", "it is a program of Windows: compile it here"),
        (b"\xcf\xfa\xed\xfe\x07\0", "it is a program of macOS: compile it here"),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="its own programs are in ELF")
def test_a_program_of_another_system_is_called_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, words: str
) -> None:
    folder = tmp_path / "translators"
    folder.mkdir()
    monkeypatch.setattr("trio_sockets.check.harness.programs.runnable._TRANSLATORS", folder)
    (tmp_path / "server").write_bytes(content)
    (tmp_path / "server").chmod(0o755)
    assert why_not("./server", tmp_path) == words
    (folder / "emulator").touch()
    assert why_not("./server", tmp_path) is None


def test_what_can_be_run_is_let_through(tmp_path: Path) -> None:
    (tmp_path / "server").write_text("#!/usr/bin/env -S sh -u\n", "utf-8")
    (tmp_path / "server").chmod(0o755)
    assert why_not("./server", tmp_path) is None
    assert why_not("sh", tmp_path) is None
    assert why_not(sys.executable, tmp_path) is None


def test_a_program_that_is_missing_is_looked_for_nearby(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/no/such/folder")
    (tmp_path / "folder").mkdir()
    for name in ("python3", "server.py"):
        (tmp_path / name).write_text("#!/bin/sh\n", "utf-8")
        (tmp_path / name).chmod(0o755)
    assert why_not("pyhton3", tmp_path) == "there is no such program: is it python3?"
    assert why_not("./serverr.py", tmp_path) == "there is no such program: is it ./server.py?"
    assert why_not("xyz", tmp_path) == "there is no such program"
    assert why_not("none/server", tmp_path) == "there is no such program"
    assert why_not("a\0b", tmp_path) == "there is no such program"
    assert why_not("a" * 300, tmp_path) == "there is no such program"
    assert why_not("./folder", tmp_path) == "it is a folder"
    monkeypatch.setenv("PATH", "/no/such/folder")
    assert why_not("server.py", tmp_path) == "it is not on PATH: write python3 ./server.py"


async def test_the_reason_reaches_whoever_starts_it(tmp_path: Path) -> None:
    (tmp_path / "server").write_bytes(b"#!/bin/sh\r\n")
    (tmp_path / "server").chmod(0o755)
    with pytest.raises(CannotStartError, match=r"cannot run './server': .* save it with LF"):
        async with running(["./server"], folder=tmp_path):
            pass


@pytest.mark.skipif(sys.platform == "win32", reason="there, a name says what can be run")
def test_a_program_of_this_folder_can_be_run_by_its_dot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = tmp_path / "only-here"
    server.write_text("#!/bin/sh\n")
    server.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    assert why_not_runnable("./only-here") is None
    assert why_not_runnable("only-here") is not None  # as a shell has it
