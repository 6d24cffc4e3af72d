"""The language of a program is told from its command and its file."""

import shlex
import sys
from pathlib import Path

import pytest

from helpers.installed import installed
from helpers.programs import run_to_end
from trio_sockets.check.harness.programs.program_language import program_language
from trio_sockets.check.programming.detect import language_of_file, language_of_words
from trio_sockets.check.programming.language import ProgrammingLanguage as In

ELF = b"\x7fELF\2\1\1\0"


@pytest.mark.parametrize(
    ("command", "language"),
    [
        ("python3 server.py {port}", In.PYTHON),
        ("/usr/bin/python3.11 -u server.py", In.PYTHON),
        (r"'C:\Python311\python.exe' server.py", In.PYTHON),
        ("java -Xmx256m -cp . Server 50007", In.JAVA),
        ("java -jar server.jar", In.JAVA),
        ("node ./server.js {port}", In.JAVASCRIPT),
        ("go run server.go", In.GO),
        ("php8.2 server.php", In.PHP),
        ("ruby3.1 server.rb", In.RUBY),
        ("perl -w server.pl", In.PERL),
        ("dotnet run --project server", In.CSHARP),
        ("mono server.exe", In.CSHARP),
        ("cargo run", In.OTHER),
        ("./server.py {port}", In.PYTHON),
        ("env PORT=5 node server.js", In.JAVASCRIPT),
        ("timeout 5 stdbuf -oL ruby server.rb", In.RUBY),
        ("bash -c 'cd build && exec java Server 5'", In.JAVA),
        ("sh -c 'PORT=5 perl server.pl'", In.PERL),
        ("cmd /c python server.py", In.PYTHON),
        ("sh -c './server'", In.OTHER),
        ("./server {port}", "./server"),
        ("timeout 5 ./server {port}", "./server"),
        ("bash run.sh", "run.sh"),
        ("env A=b", None),
        ("", None),
    ],
)
def test_a_command_tells_the_language_or_the_file_to_look_into(
    command: str, language: In | str | None
) -> None:
    told = language_of_words(shlex.split(command))
    assert (told, type(told)) == (language, type(language))


@pytest.mark.parametrize(
    ("name", "content", "beside", "language"),
    [
        ("play", b"#!/usr/bin/env python3\nimport socket\n", (), In.PYTHON),
        ("play", b"#!/usr/bin/perl -w\nprint 1;\n", (), In.PERL),
        ("play", b"#!/usr/bin/env -S node --no-warnings\n", (), In.JAVASCRIPT),
        ("run.sh", b"#!/bin/sh\ncd out\njava -cp . Server $1\n", (), In.JAVA),
        ("run.sh", b"gcc -o s s.c && ./s 'a\n", (), In.OTHER),
        ("run.bat", b"@echo off\r\nnode server.js %1\r\n", (), In.JAVASCRIPT),
        ("server", ELF + b"libc.so.6", (), In.C),
        ("server", ELF + b"libstdc++.so.6\0libc.so.6", (), In.CPP),
        ("server", ELF + b"\xff Go buildinf:\x08\x02", (), In.GO),
        ("server", ELF + b"/rustc/4eb161250e340c8f", (), In.OTHER),
        ("server.exe", b"MZ\x90\0\3 BSJB", (), In.CSHARP),
        ("server", ELF + b"libstdc++", ("server.c", "server.o", "server"), In.C),
        ("server", ELF, ("server.hs",), In.OTHER),
        ("server", ELF, ("server.c", "server.cpp"), In.C),
        ("server", b"some\0bytes", (), In.OTHER),
        ("server", b"", (), In.OTHER),
    ],
)
def test_a_file_tells_the_language(
    name: str, content: bytes, beside: tuple[str, ...], language: In
) -> None:
    assert language_of_file(name, content, beside) is language


SOURCES = {
    "c": ("int main(void) { return 0; }", ["gcc", "-o", "made"], In.C),
    "cpp": ("#include <iostream>\nint main() { std::cout << 1; }", ["g++", "-o", "made"], In.CPP),
    "go": ("package main\nfunc main() {}", ["go", "build", "-o", "made"], In.GO),
}


@pytest.mark.thorough
@pytest.mark.parametrize("suffix", SOURCES)
async def test_a_compiled_program_tells_it_alone(tmp_path: Path, suffix: str) -> None:
    source, compiler, language = SOURCES[suffix]
    installed(compiler[0])
    path = tmp_path / f"source.{suffix}"
    path.write_text(source, "utf-8")
    done = await run_to_end([*compiler, path.name], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert program_language(["./made", "{port}"], tmp_path) is language


def test_a_program_that_cannot_be_read_is_in_another_language(tmp_path: Path) -> None:
    assert program_language(["./none"], tmp_path) is In.OTHER
    assert program_language([], tmp_path) is In.OTHER
    assert program_language(["a\0b"], tmp_path) is In.OTHER
    assert program_language(["."], tmp_path) is In.OTHER


@pytest.mark.skipif(sys.platform == "win32", reason="its programs are found by their suffix")
def test_a_program_on_the_path_is_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "their-server"
    program.write_text("#!/usr/bin/env node\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert program_language(["their-server"]) is In.JAVASCRIPT
